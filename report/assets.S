// The page's parts, as they are. REPORT_… are paths that the build names.

    .section .rodata

    .global report_style, report_style_bytes
report_style:
    .incbin REPORT_STYLE
report_style_end:
    .balign 8
report_style_bytes:
    .quad report_style_end - report_style

    .global report_interaction, report_interaction_bytes
report_interaction:
    .incbin REPORT_INTERACTION
report_interaction_end:
    .balign 8
report_interaction_bytes:
    .quad report_interaction_end - report_interaction

    .global report_charts, report_charts_bytes
report_charts:
    .incbin REPORT_CHARTS
report_charts_end:
    .balign 8
report_charts_bytes:
    .quad report_charts_end - report_charts

    .global report_missing, report_missing_bytes
report_missing:
    .incbin REPORT_MISSING
report_missing_end:
    .balign 8
report_missing_bytes:
    .quad report_missing_end - report_missing

    .section .note.GNU-stack, "", %progbits
