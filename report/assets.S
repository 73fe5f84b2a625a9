// The page's parts, as they are. REPORT_STYLE is the path of a file that the build names.

    .section .rodata
    .global report_style, report_style_end
report_style:
    .incbin REPORT_STYLE
report_style_end:

    .section .note.GNU-stack, "", %progbits
