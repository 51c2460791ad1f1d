// Calls compiled code with known values in the registers that it must leave alone. What it calls back unwinds to here and
// looks at them, and so does the caller afterwards.

#include <windows.h>
#include <stdint.h>
#include <stdio.h>

extern unsigned the_program(void *context, unsigned entry);
extern unsigned call_program(void *context);
extern char call_program_end[];

// 0x1111 and so on in the registers; the result is 0 if they are the same afterwards.
__asm__(
    "    .text\n"
    "    .globl call_program\n"
    "    .seh_proc call_program\n"
    "call_program:\n"
    "    push %rbx\n    .seh_pushreg %rbx\n"
    "    push %rsi\n    .seh_pushreg %rsi\n"
    "    push %rdi\n    .seh_pushreg %rdi\n"
    "    push %r12\n    .seh_pushreg %r12\n"
    "    push %r13\n    .seh_pushreg %r13\n"
    "    push %r14\n    .seh_pushreg %r14\n"
    "    push %r15\n    .seh_pushreg %r15\n"
    "    sub $0x60, %rsp\n    .seh_stackalloc 0x60\n"
    "    movaps %xmm6, 0x20(%rsp)\n    .seh_savexmm %xmm6, 0x20\n"
    "    movaps %xmm7, 0x30(%rsp)\n    .seh_savexmm %xmm7, 0x30\n"
    "    movaps %xmm8, 0x40(%rsp)\n    .seh_savexmm %xmm8, 0x40\n"
    "    movaps %xmm9, 0x50(%rsp)\n    .seh_savexmm %xmm9, 0x50\n"
    "    .seh_endprologue\n"
    "    mov $0x1111, %ebx\n    mov $0x2222, %esi\n    mov $0x3333, %edi\n    mov $0x4444, %r12d\n"
    "    mov $0x5555, %r13d\n    mov $0x6666, %r14d\n    mov $0x7777, %r15d\n"
    "    movq %rbx, %xmm6\n    movq %rsi, %xmm7\n    movq %rdi, %xmm8\n    movq %r12, %xmm9\n"
    "    xor %edx, %edx\n"
    "    call the_program\n"
    "    xor $0x1111, %rbx\n    xor $0x2222, %rsi\n    xor $0x3333, %rdi\n    xor $0x4444, %r12\n"
    "    xor $0x5555, %r13\n    xor $0x6666, %r14\n    xor $0x7777, %r15\n"
    "    or %rbx, %rax\n    or %rsi, %rax\n    or %rdi, %rax\n    or %r12, %rax\n"
    "    or %r13, %rax\n    or %r14, %rax\n    or %r15, %rax\n"
    "    mov $0x1111, %ebx\n    movq %xmm6, %rsi\n    xor %rsi, %rbx\n    or %rbx, %rax\n"
    "    mov $0x2222, %ebx\n    movq %xmm7, %rsi\n    xor %rsi, %rbx\n    or %rbx, %rax\n"
    "    mov $0x3333, %ebx\n    movq %xmm8, %rsi\n    xor %rsi, %rbx\n    or %rbx, %rax\n"
    "    mov $0x4444, %ebx\n    movq %xmm9, %rsi\n    xor %rsi, %rbx\n    or %rbx, %rax\n"
    "    movaps 0x20(%rsp), %xmm6\n    movaps 0x30(%rsp), %xmm7\n"
    "    movaps 0x40(%rsp), %xmm8\n    movaps 0x50(%rsp), %xmm9\n"
    "    add $0x60, %rsp\n"
    "    pop %r15\n    pop %r14\n    pop %r13\n    pop %r12\n    pop %rdi\n    pop %rsi\n    pop %rbx\n"
    "    ret\n"
    "    .seh_endproc\n"
    "    .globl call_program_end\n"
    "call_program_end:\n");

static int frames_found;

static unsigned look(void *context, unsigned port, unsigned cell) {
    (void)context, (void)port, (void)cell;
    CONTEXT at;
    RtlCaptureContext(&at);
    for (int depth = 0; depth < 20; depth++) {
        if (at.Rip >= (DWORD64)(uintptr_t)call_program && at.Rip < (DWORD64)(uintptr_t)call_program_end) {
            frames_found++;
            if (at.Rbx != 0x1111 || at.Rsi != 0x2222 || at.Rdi != 0x3333 || at.R12 != 0x4444 || at.R13 != 0x5555
                || at.R14 != 0x6666 || at.R15 != 0x7777)
                printf("the unwinder has lost registers\n");
            if (at.Xmm6.Low != 0x1111 || at.Xmm7.Low != 0x2222 || at.Xmm8.Low != 0x3333 || at.Xmm9.Low != 0x4444)
                printf("the unwinder has lost registers for floats\n");
            return 0;
        }
        DWORD64 base = 0;
        PRUNTIME_FUNCTION function = RtlLookupFunctionEntry(at.Rip, &base, NULL);
        if (!function) break;
        void *handler;
        DWORD64 frame;
        RtlVirtualUnwind(0, base, at.Rip, function, &at, &handler, &frame, NULL);
    }
    printf("the unwinder does not get to the caller\n");
    return 0;
}

static double power(double base, double exponent) {
    return base + exponent;
}

static char memory[1 << 16];
static unsigned calls[1024];
static unsigned short stack[1024];
static double magnitudes[16];
static void *helpers[32];

// The context as the ABI lays it out.
static struct {
    unsigned char registers[32];
    uint32_t pc;
    uint8_t flags, mode;
    uint16_t reserved;
    uint64_t fuel, memory_size;
    uint32_t call_depth, call_limit, stack_depth, stack_limit;
    void *memory, *calls, *stack, *magnitudes, *helpers;
} __attribute__((aligned(16))) context;

int main(void) {
    for (int index = 0; index < 32; index++) helpers[index] = (void *)power;
    helpers[4] = (void *)look;
    context.mode = 3;
    context.memory_size = sizeof memory;
    context.call_limit = context.stack_limit = 1024;
    context.memory = memory, context.calls = calls, context.stack = stack;
    context.magnitudes = magnitudes, context.helpers = helpers;
    // The program halts with the number 0, which `call_program` adds nothing to.
    if (call_program(&context)) printf("the caller has lost registers\n");
    printf("as it must be: %d frames\n", frames_found);
}
