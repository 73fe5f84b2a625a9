// The contract's text and the kernel's name: all that tells one kernel's target from another's.
    .section .rodata
    .global fuzz_contract_text, fuzz_contract_end, fuzz_kernel_name
    .hidden fuzz_contract_text, fuzz_contract_end, fuzz_kernel_name
fuzz_kernel_name:
    .asciz FUZZ_KERNEL
fuzz_contract_text:
    .incbin FUZZ_CONTRACT
fuzz_contract_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
