// The contract's text, so that a target needs no file beside it.
    .section .rodata
    .global fuzz_contract_text, fuzz_contract_end
    .hidden fuzz_contract_text, fuzz_contract_end
fuzz_contract_text:
    .incbin FUZZ_CONTRACT
fuzz_contract_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
