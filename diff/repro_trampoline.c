#include "diff/repro_parts.h"

#include "diff/call.h"

/// The part of a reproducer that watches registers and stack. It does what guard.S does, in a form
/// meant for reading: variables by their names, and saved registers on the stack.
static const char *const declarations =
    "// The kernel is called through repro_call: that hands on arguments and result, plants known\n"
    "// values in the registers that a function must preserve (System V x86-64 ABI; AAPCS64), and\n"
    "// notes what the kernel left there. On x86-64 it plants some above the arguments on the "
    "stack\n"
    "// too, where the caller's own variables would lie.\n"
    "#if defined(__x86_64__)\n"
    "static const char *const preserved[] = {\"rbx\", \"rbp\", \"r12\", \"r13\", \"r14\", "
    "\"r15\"};\n"
    "#else\n"
    "static const char *const preserved[] = {\"x19\", \"x20\", \"x21\", \"x22\", \"x23\", "
    "\"x24\",\n"
    "                                        \"x25\", \"x26\", \"x27\", \"x28\", \"d8\",  "
    "\"d9\",\n"
    "                                        \"d10\", \"d11\", \"d12\", \"d13\", \"d14\", "
    "\"d15\"};\n"
    "#endif\n"
    "enum { REPRO_PRESERVED = sizeof preserved / sizeof *preserved };\n"
    "\n"
    "void repro_call(void);\n"
    "void *repro_kernel; // whom it calls\n"
    "uint64_t repro_planted[REPRO_PRESERVED], repro_found[REPRO_PRESERVED];\n"
    "uint64_t repro_stack_before, repro_stack_after; // the stack pointer\n"
    "\n";

/// The count of planted words keeps the stack on a multiple of 16 where the kernel is called.
static const char *const x86_head =
    "#if defined(__x86_64__)\n"
    "enum { REPRO_ABOVE = %u };\n"
    "uint64_t repro_above[REPRO_ABOVE]; // what the kernel left above its arguments\n"
    "\n"
    "__asm__(\".pushsection .text\\n\"\n"
    "        \".globl repro_call\\n\"\n"
    "        \".type repro_call, %%function\\n\"\n"
    "        \"repro_call:\\n\"\n"
    "        \"    pushq %%rbx\\n\"\n"
    "        \"    pushq %%rbp\\n\"\n"
    "        \"    pushq %%r12\\n\"\n"
    "        \"    pushq %%r13\\n\"\n"
    "        \"    pushq %%r14\\n\"\n"
    "        \"    pushq %%r15\\n\"\n"
    "        \"    .rept %u\\n\"\n"
    "        \"    pushq repro_planted(%%rip)\\n\"\n"
    "        \"    .endr\\n\"\n";
static const char *const x86_arguments =
    "        // The %u words of arguments on the stack once more, the last one first.\n"
    "        \"    .rept %u\\n\"\n"
    "        \"    pushq %u(%%rsp)\\n\"\n"
    "        \"    .endr\\n\"\n";
static const char *const x86_call = "        \"    movq %rsp, repro_stack_before(%rip)\\n\"\n"
                                    "        \"    movq repro_planted+0(%rip), %rbx\\n\"\n"
                                    "        \"    movq repro_planted+8(%rip), %rbp\\n\"\n"
                                    "        \"    movq repro_planted+16(%rip), %r12\\n\"\n"
                                    "        \"    movq repro_planted+24(%rip), %r13\\n\"\n"
                                    "        \"    movq repro_planted+32(%rip), %r14\\n\"\n"
                                    "        \"    movq repro_planted+40(%rip), %r15\\n\"\n"
                                    "        \"    call *repro_kernel(%rip)\\n\"\n"
                                    "        \"    movq %rbx, repro_found+0(%rip)\\n\"\n"
                                    "        \"    movq %rbp, repro_found+8(%rip)\\n\"\n"
                                    "        \"    movq %r12, repro_found+16(%rip)\\n\"\n"
                                    "        \"    movq %r13, repro_found+24(%rip)\\n\"\n"
                                    "        \"    movq %r14, repro_found+32(%rip)\\n\"\n"
                                    "        \"    movq %r15, repro_found+40(%rip)\\n\"\n"
                                    "        \"    movq %rsp, repro_stack_after(%rip)\\n\"\n"
                                    "        \"    movq repro_stack_before(%rip), %rsp\\n\"\n";
static const char *const x86_tail = "        \"    popq %r15\\n\"\n"
                                    "        \"    popq %r14\\n\"\n"
                                    "        \"    popq %r13\\n\"\n"
                                    "        \"    popq %r12\\n\"\n"
                                    "        \"    popq %rbp\\n\"\n"
                                    "        \"    popq %rbx\\n\"\n"
                                    "        \"    ret\\n\"\n"
                                    "        \".popsection\\n\");\n";

enum { PRESERVED_WORDS = 6, RETURN_WORDS = 1 };

static void write_x86(const struct diff_repro *repro) {
    FILE *out = repro->out;
    unsigned arguments = (unsigned)((diff_call_stack_bytes(repro->subject->call) + 7) / 8);
    unsigned planted = arguments % 2 == 0 ? 5 : 6;
    fprintf(out, x86_head, planted, planted);
    // Every push moves the stack pointer as far as the next word lies lower: one distance for all.
    if (arguments > 0)
        fprintf(out, x86_arguments, arguments, arguments,
                8 * (planted + PRESERVED_WORDS + RETURN_WORDS + arguments - 1));
    fputs(x86_call, out);
    if (arguments > 0)
        fprintf(out, "        \"    addq $%u, %%rsp\\n\"\n", 8 * arguments);
    for (unsigned i = 0; i < planted; i++)
        fprintf(out, "        \"    popq repro_above+%u(%%rip)\\n\"\n", 8 * i);
    fputs(x86_tail, out);
}

static const char *const aarch64_save =
    "#else\n"
    "uint64_t repro_saved[20]; // our caller's registers\n"
    "\n"
    "#define ADDRESS_IN_X16(name) \"    adrp x16, \" name \"\\n    add x16, x16, :lo12:\" name "
    "\"\\n\"\n"
    "#define PRESERVED(move) \\\n"
    "    \"    \" move \" x19, x20, [x16]\\n\" \\\n"
    "    \"    \" move \" x21, x22, [x16, 16]\\n\" \\\n"
    "    \"    \" move \" x23, x24, [x16, 32]\\n\" \\\n"
    "    \"    \" move \" x25, x26, [x16, 48]\\n\" \\\n"
    "    \"    \" move \" x27, x28, [x16, 64]\\n\" \\\n"
    "    \"    \" move \" d8, d9, [x16, 80]\\n\" \\\n"
    "    \"    \" move \" d10, d11, [x16, 96]\\n\" \\\n"
    "    \"    \" move \" d12, d13, [x16, 112]\\n\" \\\n"
    "    \"    \" move \" d14, d15, [x16, 128]\\n\"\n";
static const char *const aarch64_call = "__asm__(\".pushsection .text\\n\"\n"
                                        "        \".globl repro_call\\n\"\n"
                                        "        \".type repro_call, %function\\n\"\n"
                                        "        \"repro_call:\\n\"\n"
                                        "        ADDRESS_IN_X16(\"repro_saved\")\n"
                                        "        PRESERVED(\"stp\")\n"
                                        "        \"    stp x29, x30, [x16, 144]\\n\"\n"
                                        "        ADDRESS_IN_X16(\"repro_stack_before\")\n"
                                        "        \"    mov x17, sp\\n\"\n"
                                        "        \"    str x17, [x16]\\n\"\n"
                                        "        ADDRESS_IN_X16(\"repro_planted\")\n"
                                        "        PRESERVED(\"ldp\")\n"
                                        "        ADDRESS_IN_X16(\"repro_kernel\")\n"
                                        "        \"    ldr x16, [x16]\\n\"\n"
                                        "        \"    blr x16\\n\"\n"
                                        "        ADDRESS_IN_X16(\"repro_found\")\n"
                                        "        PRESERVED(\"stp\")\n"
                                        "        ADDRESS_IN_X16(\"repro_stack_after\")\n"
                                        "        \"    mov x17, sp\\n\"\n"
                                        "        \"    str x17, [x16]\\n\"\n"
                                        "        ADDRESS_IN_X16(\"repro_stack_before\")\n"
                                        "        \"    ldr x17, [x16]\\n\"\n"
                                        "        \"    mov sp, x17\\n\"\n"
                                        "        ADDRESS_IN_X16(\"repro_saved\")\n"
                                        "        PRESERVED(\"ldp\")\n"
                                        "        \"    ldp x29, x30, [x16, 144]\\n\"\n"
                                        "        \"    ret\\n\"\n"
                                        "        \".popsection\\n\");\n"
                                        "#endif\n";

static const char *const functions =
    "\n"
    "static void note_state(void) {\n"
    "    for (int i = 0; i < REPRO_PRESERVED; i++)\n"
    "        repro_planted[i] = 0x9e3779b97f4a7c15u * (2 * (uint64_t)i + 1);\n"
    "}\n"
    "\n"
    "static void check_state(void) {\n"
    "    long moved = (long)(repro_stack_after - repro_stack_before);\n"
    "    for (int i = REPRO_PRESERVED - 1; i >= 0; i--)\n"
    "        if (repro_found[i] != repro_planted[i])\n"
    "            snprintf(leak, sizeof leak,\n"
    "                     \"%s: 0x%016\" PRIx64 \" before the call, 0x%016\" PRIx64 \" after "
    "it\",\n"
    "                     preserved[i], repro_planted[i], repro_found[i]);\n"
    "#if defined(__x86_64__)\n"
    "    for (int i = REPRO_ABOVE - 1; i >= 0; i--)\n"
    "        if (repro_above[i] != repro_planted[0])\n"
    "            snprintf(leak, sizeof leak,\n"
    "                     \"its caller's stack, %d bytes above the arguments: \"\n"
    "                     \"0x%016\" PRIx64 \" before the call, 0x%016\" PRIx64 \" after it\",\n"
    "                     8 * i, repro_planted[0], repro_above[i]);\n"
    "#endif\n"
    "    if (moved != 0)\n"
    "        snprintf(leak, sizeof leak, \"the stack pointer: %+ld bytes\", moved);\n"
    "}\n";

bool diff_repro_has_trampoline(const struct diff_repro *repro) {
    return repro->outcome->kind >= DIFF_KIND_LEAK_REGISTER &&
           repro->outcome->kind <= DIFF_KIND_LEAK_STACK_BYTES;
}

void diff_repro_write_trampoline(const struct diff_repro *repro) {
    fputs(declarations, repro->out);
    write_x86(repro);
    fputs(aarch64_save, repro->out);
    fputs(aarch64_call, repro->out);
    fputs(functions, repro->out);
}
