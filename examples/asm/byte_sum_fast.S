// The kernel of byte_sum.h: sixteen bytes a step, then what is left.
//
// BROKEN builds the tail that looks harmless: it loads sixteen bytes whatever is left, and drops
// those that do not count. The sum is right, but the load reaches behind the array.

    .text
    .globl byte_sum
    .type byte_sum, %function
    .p2align 6

#if defined __x86_64__
// rdi = bytes, rsi = count
byte_sum:
    endbr64
    pxor %xmm0, %xmm0           // two sums of eight bytes each
    pxor %xmm2, %xmm2
    sub $16, %rsi
    jb .Ltail
.Lblock:
    movdqu (%rdi), %xmm1
    psadbw %xmm2, %xmm1
    paddq %xmm1, %xmm0
    add $16, %rdi
    sub $16, %rsi
    jae .Lblock
.Ltail:
    add $16, %rsi
    jz .Lsum
#ifdef BROKEN
    movdqu (%rdi), %xmm1
    lea .Lmask(%rip), %rax
    sub %rsi, %rax
    movdqu (%rax), %xmm3        // ff for each byte that counts, 00 for the others
    pand %xmm3, %xmm1
    psadbw %xmm2, %xmm1
    paddq %xmm1, %xmm0
#else
    xor %edx, %edx
.Lbyte:
    movzbl (%rdi), %eax
    add %rax, %rdx
    inc %rdi
    dec %rsi
    jnz .Lbyte
    movq %rdx, %xmm1
    paddq %xmm1, %xmm0
#endif
.Lsum:
    movhlps %xmm0, %xmm1
    paddq %xmm1, %xmm0
    movq %xmm0, %rax
    ret

#elif defined __aarch64__
// x0 = bytes, x1 = count
byte_sum:
    movi v0.2d, #0              // two sums
    subs x1, x1, #16
    b.lo .Ltail
.Lblock:
    ldr q1, [x0], #16
    uaddlp v1.8h, v1.16b
    uaddlp v1.4s, v1.8h
    uadalp v0.2d, v1.4s
    subs x1, x1, #16
    b.hs .Lblock
.Ltail:
    adds x1, x1, #16
    b.eq .Lsum
#ifdef BROKEN
    ldr q1, [x0]
    adrp x2, .Lmask
    add x2, x2, :lo12:.Lmask
    sub x2, x2, x1
    ldr q3, [x2]                // ff for each byte that counts, 00 for the others
    and v1.16b, v1.16b, v3.16b
    uaddlp v1.8h, v1.16b
    uaddlp v1.4s, v1.8h
    uadalp v0.2d, v1.4s
#else
    mov x3, #0
.Lbyte:
    ldrb w2, [x0], #1
    add x3, x3, x2
    subs x1, x1, #1
    b.ne .Lbyte
    fmov d1, x3
    add v0.2d, v0.2d, v1.2d
#endif
.Lsum:
    addp d0, v0.2d
    fmov x0, d0
    ret

#else
#error "byte_sum_fast.S speaks x86-64 and AArch64"
#endif
    .size byte_sum, . - byte_sum

#ifdef BROKEN
    .section .rodata
    .p2align 4
    .fill 16, 1, 255
.Lmask:
    .fill 16, 1, 0
#endif
    .section .note.GNU-stack, "", %progbits
