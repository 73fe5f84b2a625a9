// The guarded call. The kernel finds its arguments exactly where the caller put them: the return
// address is taken off the stack and kept, and the call puts ours into its place, so arguments on
// the stack keep their distance from the stack pointer.
//
// The offsets are those of struct guard_state in diff/guard.c, which asserts them.

#if defined(__x86_64__)

        .text
        .globl  diff_guard_entry
        .hidden diff_guard_entry
        .type   diff_guard_entry, @function
        .p2align 4
diff_guard_entry:
        // r11 is no argument and not preserved; rax counts vector arguments and is left alone.
        leaq    diff_guard_state(%rip), %r11
        popq    8(%r11)
        movq    %rsp, 160(%r11)
        // The caller's bytes above the stack arguments; xmm8 and up carry no arguments.
        movq    192(%r11), %r10
        movups  0(%rsp,%r10), %xmm8
        movups  16(%rsp,%r10), %xmm9
        movaps  %xmm8, 208(%r11)
        movaps  %xmm9, 224(%r11)
        movq    %rbx, 16(%r11)
        movq    %rbp, 24(%r11)
        movq    %r12, 32(%r11)
        movq    %r13, 40(%r11)
        movq    %r14, 48(%r11)
        movq    %r15, 56(%r11)
        movq    64(%r11), %rbx
        movq    72(%r11), %rbp
        movq    80(%r11), %r12
        movq    88(%r11), %r13
        movq    96(%r11), %r14
        movq    104(%r11), %r15
        // The kernel's frame will lie here; handlers of signals have a stack of their own.
        movq    288(%r11), %xmm8
        punpcklqdq %xmm8, %xmm8
        .set    garbage_bytes, 16
        .rept   32
        movaps  %xmm8, -garbage_bytes(%rsp)
        .set    garbage_bytes, garbage_bytes + 16
        .endr
        call    *0(%r11)
        // rax, rdx, xmm0, xmm1 and st(0), st(1) may hold the result.
        leaq    diff_guard_state(%rip), %r11
        movq    %rsp, 168(%r11)
        movq    160(%r11), %rsp
        // What the kernel made of the caller's bytes; ours are put back, or the caller would crash.
        movq    192(%r11), %r10
        movups  0(%rsp,%r10), %xmm8
        movups  16(%rsp,%r10), %xmm9
        movaps  %xmm8, 240(%r11)
        movaps  %xmm9, 256(%r11)
        movaps  208(%r11), %xmm8
        movaps  224(%r11), %xmm9
        movups  %xmm8, 0(%rsp,%r10)
        movups  %xmm9, 16(%rsp,%r10)
        pushfq
        popq    184(%r11)
        cld
        stmxcsr 176(%r11)
        fnstcw  180(%r11)
        movq    %rbx, 112(%r11)
        movq    %rbp, 120(%r11)
        movq    %r12, 128(%r11)
        movq    %r13, 136(%r11)
        movq    %r14, 144(%r11)
        movq    %r15, 152(%r11)
        // Here and no later: whatever runs before diff_guard_check may clean the upper halves.
        cmpq    $0, 272(%r11)
        je      1f
        movq    %rax, %rbx
        movq    %rdx, %rbp
        movl    $1, %ecx
        xgetbv
        movl    %eax, 280(%r11)
        movq    %rbx, %rax
        movq    %rbp, %rdx
1:
        movq    16(%r11), %rbx
        movq    24(%r11), %rbp
        movq    32(%r11), %r12
        movq    40(%r11), %r13
        movq    48(%r11), %r14
        movq    56(%r11), %r15
        jmp     *8(%r11)
        .size   diff_guard_entry, . - diff_guard_entry

#elif defined(__aarch64__)

        .text
        .globl  diff_guard_entry
        .hidden diff_guard_entry
        .type   diff_guard_entry, %function
        .p2align 4
diff_guard_entry:
        // x16 and x17 are the intra-procedure-call scratch registers.
        adrp    x16, diff_guard_state
        add     x16, x16, :lo12:diff_guard_state
        str     x30, [x16, 8]
        mov     x17, sp
        str     x17, [x16, 16]
        stp     x19, x20, [x16, 24]
        stp     x21, x22, [x16, 40]
        stp     x23, x24, [x16, 56]
        stp     x25, x26, [x16, 72]
        stp     x27, x28, [x16, 88]
        str     x29, [x16, 104]
        stp     d8, d9, [x16, 112]
        stp     d10, d11, [x16, 128]
        stp     d12, d13, [x16, 144]
        stp     d14, d15, [x16, 160]
        add     x17, x16, 176
        ldp     x19, x20, [x17], 16
        ldp     x21, x22, [x17], 16
        ldp     x23, x24, [x17], 16
        ldp     x25, x26, [x17], 16
        ldp     x27, x28, [x17], 16
        ldp     d8, d9, [x17], 16
        ldp     d10, d11, [x17], 16
        ldp     d12, d13, [x17], 16
        ldp     d14, d15, [x17]
        // The kernel's frame will lie here; handlers of signals have a stack of their own.
        ldr     x17, [x16, 480]
        .set    garbage_bytes, 16
        .rept   32
        stp     x17, x17, [sp, -garbage_bytes]
        .set    garbage_bytes, garbage_bytes + 16
        .endr
        ldr     x17, [x16]
        blr     x17
        adrp    x16, diff_guard_state
        add     x16, x16, :lo12:diff_guard_state
        mov     x17, sp
        str     x17, [x16, 464]
        ldr     x17, [x16, 16]
        mov     sp, x17
        mrs     x17, fpcr
        str     x17, [x16, 472]
        add     x17, x16, 320
        stp     x19, x20, [x17], 16
        stp     x21, x22, [x17], 16
        stp     x23, x24, [x17], 16
        stp     x25, x26, [x17], 16
        stp     x27, x28, [x17], 16
        stp     d8, d9, [x17], 16
        stp     d10, d11, [x17], 16
        stp     d12, d13, [x17], 16
        stp     d14, d15, [x17]
        ldp     x19, x20, [x16, 24]
        ldp     x21, x22, [x16, 40]
        ldp     x23, x24, [x16, 56]
        ldp     x25, x26, [x16, 72]
        ldp     x27, x28, [x16, 88]
        ldr     x29, [x16, 104]
        ldp     d8, d9, [x16, 112]
        ldp     d10, d11, [x16, 128]
        ldp     d12, d13, [x16, 144]
        ldp     d14, d15, [x16, 160]
        ldr     x30, [x16, 8]
        ret
        .size   diff_guard_entry, . - diff_guard_entry

#endif
        .section .note.GNU-stack, "", %progbits
