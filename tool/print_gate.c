#include "tool/print_gate.h"

#include "diff/files.h"
#include "tool/print.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *const headings[] = {"speed-up", "new/old", "slow-down"};

const char *tool_time_text(double ns, char text[24]) {
    static const char *const units[] = {"ns", "µs", "ms", "s"};
    int unit = 0;
    if (isnan(ns))
        return "-";
    while (unit < 3 && ns >= 999.5) {
        ns /= 1000;
        unit++;
    }
    snprintf(text, 24, "%.*f %s", ns < 9.995 ? 2 : ns < 99.95 ? 1 : 0, ns, units[unit]);
    return text;
}

/// Pads by columns: a µ is two bytes and one column.
static void print_right(FILE *stream, const char *text, int width) {
    int columns = 0;
    for (const char *at = text; *at != '\0'; at++)
        columns += ((unsigned char)*at & 0xc0) != 0x80;
    fprintf(stream, " %*s%s", width > columns ? width - columns : 0, "", text);
}

static void print_ratio(FILE *stream, double ratio, int width) {
    char text[24] = "-";
    if (!isnan(ratio))
        snprintf(text, sizeof text, "%.3f", ratio);
    print_right(stream, text, width);
}

static void print_cell(const struct bench_gate *gate, const struct bench_gate_cell *cell,
                       FILE *stream) {
    char time[24], text[48] = "-";
    bool is_measured = cell->process_count > 0 && !isnan(cell->ratio);
    fprintf(stream, "%-23s %-36s", cell->kernel->name, cell->point_text);
    print_right(stream, is_measured ? tool_time_text(cell->base_time_ns, time) : "-", 8);
    print_right(stream, is_measured ? tool_time_text(cell->variant_time_ns, time) : "-", 8);
    print_ratio(stream, cell->ratio, 8);
    if (is_measured)
        snprintf(text, sizeof text, "%.3f..%.3f", cell->interval.low, cell->interval.high);
    print_right(stream, text, 15);
    print_ratio(stream, cell->threshold, 6);
    if (gate->kind == BENCH_GATE_SPEEDUP)
        print_ratio(stream, cell->best_ratio, 8);
    fprintf(stream, "  %s\n", bench_verdict_name(cell->verdict));
}

/// How many, and how they were counted; or why they were not.
static void print_instructions(const struct bench_gate_cell *cell, FILE *stream) {
    int64_t before = cell->base_instructions, now = cell->variant_instructions;
    if (cell->instructions_text == NULL)
        return;
    fprintf(stream, "  %s %s: ", cell->kernel->name, cell->point_text);
    if (before > 0 && now > 0)
        fprintf(stream, "%" PRId64 " instructions before, %" PRId64 " now (%.2f; %s)\n", before,
                now, (double)before / (double)now, cell->instructions_text);
    else if (before > 0 || now > 0)
        fprintf(stream, "%" PRId64 " instructions %s; %s: %s\n", before > 0 ? before : now,
                before > 0 ? "before" : "now", before > 0 ? "now" : "before",
                cell->instructions_text);
    else
        fprintf(stream, "instructions: %s\n", cell->instructions_text);
}

/// What needs a word beside the table.
static void print_remarks(const struct bench_gate_unit *unit, FILE *stream) {
    for (uint32_t i = 0; i < unit->cell_count; i++) {
        const struct bench_gate_cell *cell = &unit->cells[i];
        if (cell->text[0] != '\0')
            fprintf(stream, "  %s %s [%s]: %s\n", cell->kernel->name, cell->point_text,
                    bench_verdict_name(cell->verdict), cell->text);
        if (cell->process_count == 0)
            continue;
        if (cell->restore_share > 0.1)
            fprintf(stream,
                    "  %s %s: %.0f %% of the variant's time copies its in,out arrays in; the "
                    "ratio is nearer to 1 than the kernel's own\n",
                    cell->kernel->name, cell->point_text, 100 * cell->restore_share);
        if (cell->subnormal_share > 0)
            fprintf(stream, "  %s %s: %.2f %% of the results are subnormal\n", cell->kernel->name,
                    cell->point_text, 100 * cell->subnormal_share);
        if (cell->waited_count > cell->round_count / 2)
            fprintf(stream,
                    "  %s %s: a side sleeps or waits for other threads in %u of %u rounds; there "
                    "wall time decides\n",
                    cell->kernel->name, cell->point_text, cell->waited_count, cell->round_count);
        if (cell->contaminated_count > 0)
            fprintf(stream,
                    "  %s %s: %u of %u processes had too few rounds without a context switch and "
                    "used the others as well\n",
                    cell->kernel->name, cell->point_text, cell->contaminated_count,
                    cell->process_count);
        print_instructions(cell, stream);
    }
}

static uint32_t count_open(const struct bench_gate *gate) {
    return gate->verdicts[BENCH_UNSURE] + gate->verdicts[BENCH_VOID] +
           gate->verdicts[BENCH_INCOMPARABLE];
}

struct effort {
    uint32_t rounds, dropped, repeated;
};

static struct effort count_effort(const struct bench_gate *gate) {
    struct effort effort = {0};
    for (uint32_t i = 0; i < gate->unit_count; i++) {
        for (uint32_t j = 0; j < gate->units[i].cell_count; j++) {
            const struct bench_gate_cell *cell = &gate->units[i].cells[j];
            effort.rounds += cell->round_count;
            effort.dropped += cell->dropped_count;
            effort.repeated += cell->repeated_count;
        }
    }
    return effort;
}

static void print_total(const struct bench_gate *gate, FILE *stream) {
    struct effort effort = count_effort(gate);
    for (int i = 0; i < BENCH_VERDICTS; i++)
        if (gate->verdicts[i] > 0 || i == BENCH_PASSED)
            fprintf(stream, "%s%u %s", i > 0 ? ", " : "", gate->verdicts[i],
                    bench_verdict_name((enum bench_verdict)i));
    fprintf(stream,
            " in %.0f s (%u rounds; context switches: %u slots repeated, %u rounds dropped)\n",
            gate->seconds, effort.rounds, effort.repeated, effort.dropped);
}

void tool_print_gate(const struct bench_gate *gate, FILE *stream) {
    const char *variant = "";
    for (uint32_t i = 0; i < gate->unit_count; i++) {
        const struct bench_gate_unit *unit = &gate->units[i];
        if (strcmp(variant, unit->variant->name) != 0) {
            variant = unit->variant->name;
            fprintf(stream, "%s against %s\n%-23s %-36s %8s %8s %8s %15s %6s%s\n", variant,
                    unit->base->name, "kernel", "point", "before", "now", headings[gate->kind],
                    "interval", "gate",
                    gate->kind == BENCH_GATE_SPEEDUP ? "  vs best  verdict" : "  verdict");
        }
        for (uint32_t j = 0; j < unit->cell_count; j++)
            print_cell(gate, &unit->cells[j], stream);
    }
    for (uint32_t i = 0; i < gate->unit_count; i++)
        print_remarks(&gate->units[i], stream);
    print_total(gate, stream);
}

static void write_case(const struct bench_gate *gate, const struct bench_gate_cell *cell,
                       FILE *stream) {
    char before[24], now[24];
    fprintf(stream, "    <testcase classname=\"%s\" name=\"%s ", cell->kernel->name,
            cell->point_text);
    tool_put_escaped(cell->variant, stream);
    fputs("\">", stream);
    const char *element = cell->verdict == BENCH_PASSED     ? NULL
                          : cell->verdict == BENCH_LEFT_OUT ? "skipped"
                          : cell->verdict == BENCH_FAILED || cell->verdict == BENCH_WRONG
                              ? "failure"
                              : "error";
    if (element != NULL) {
        fprintf(stream, "<%s message=\"%s: ", element, bench_verdict_name(cell->verdict));
        tool_put_escaped(cell->text, stream);
        fputs("\"/>", stream);
    }
    if (!isnan(cell->ratio))
        fprintf(stream, "<system-out>%s %.4f (%.4f..%.4f), gate %g; %s before, %s now</system-out>",
                headings[gate->kind], cell->ratio, cell->interval.low, cell->interval.high,
                cell->threshold, tool_time_text(cell->base_time_ns, before),
                tool_time_text(cell->variant_time_ns, now));
    fputs("</testcase>\n", stream);
}

bool tool_write_gate_junit(const struct bench_gate *gate, const char *path,
                           struct base_diag *diag) {
    struct diff_file file;
    uint32_t count = 0;
    if (!diff_file_open(&file, path, diag))
        return false;
    for (int i = 0; i < BENCH_VERDICTS; i++)
        count += gate->verdicts[i];
    fprintf(file.stream,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite "
            "name=\"lockstep gate\" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\" "
            "time=\"%.1f\">\n",
            count, gate->verdicts[BENCH_FAILED] + gate->verdicts[BENCH_WRONG], count_open(gate),
            gate->verdicts[BENCH_LEFT_OUT], gate->seconds);
    for (uint32_t i = 0; i < gate->unit_count; i++)
        for (uint32_t j = 0; j < gate->units[i].cell_count; j++)
            write_case(gate, &gate->units[i].cells[j], file.stream);
    fputs("  </testsuite>\n</testsuites>\n", file.stream);
    return diff_file_close(&file, diag);
}
