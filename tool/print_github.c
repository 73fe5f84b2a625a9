// A gate's results as GitHub's workflow commands and job summary.

#include "tool/print_gate.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/// Workflow commands end at a line's end; properties end at a colon or comma as well.
static void print_encoded(FILE *stream, const char *text, bool is_property) {
    for (; *text != '\0'; text++) {
        bool is_special = *text == '%' || *text == '\r' || *text == '\n' ||
                          (is_property && (*text == ':' || *text == ','));
        if (is_special)
            fprintf(stream, "%%%02X", (unsigned char)*text);
        else
            fputc(*text, stream);
    }
}

/// A cell of a Markdown table ends at a bar or a line's end; the rest must not become markup.
static void print_markdown(FILE *stream, const char *text) {
    for (; *text != '\0'; text++) {
        if (strchr("|\\`*~<>[]&", *text) != NULL)
            fprintf(stream, "\\%c", *text);
        else
            fputc((unsigned char)*text < 0x20 ? ' ' : *text, stream);
    }
}

static bool is_failure(enum bench_verdict verdict) {
    return verdict == BENCH_FAILED || verdict == BENCH_WRONG;
}

static bool is_open(enum bench_verdict verdict) {
    return verdict == BENCH_UNSURE || verdict == BENCH_VOID || verdict == BENCH_INCOMPARABLE;
}

/// The worst cell of a unit, or NULL where all passed or were left out.
static const struct bench_gate_cell *worst_of(const struct bench_gate_unit *unit) {
    const struct bench_gate_cell *worst = NULL;
    for (uint32_t i = 0; i < unit->cell_count; i++) {
        const struct bench_gate_cell *cell = &unit->cells[i];
        if (is_failure(cell->verdict) && (worst == NULL || !is_failure(worst->verdict)))
            worst = cell;
        if (is_open(cell->verdict) && worst == NULL)
            worst = cell;
    }
    return worst;
}

static void annotate(const struct bench_gate_cell *cell, FILE *stream) {
    char message[1024];
    const struct base_place *place = &cell->kernel->place;
    int used = snprintf(message, sizeof message, "%s %s, %s: %s", cell->kernel->name,
                        cell->point_text, cell->variant, bench_verdict_name(cell->verdict));
    if (!isnan(cell->ratio) && used > 0 && (size_t)used < sizeof message)
        used += snprintf(message + used, sizeof message - (size_t)used,
                         ", ratio %.3f (%.3f..%.3f) where the gate is %g", cell->ratio,
                         cell->interval.low, cell->interval.high, cell->threshold);
    if (cell->text[0] != '\0' && used > 0 && (size_t)used < sizeof message)
        snprintf(message + used, sizeof message - (size_t)used, "; %s", cell->text);
    fprintf(stream, "::%s file=", is_failure(cell->verdict) ? "error" : "warning");
    print_encoded(stream, place->file, true);
    fprintf(stream, ",line=%u,title=", place->line > 0 ? place->line : 1);
    print_encoded(stream, "lockstep gate", true);
    fputs("::", stream);
    print_encoded(stream, message, false);
    fputc('\n', stream);
}

static void summarize(const struct bench_gate *gate, FILE *stream) {
    static const char *const headings[] = {"speed-up", "new/old", "slow-down"};
    char before[24], now[24];
    fprintf(stream,
            "### Lockstep gate\n\n| kernel | point | variant | before | now | %s | interval | gate "
            "| vs best build | verdict |\n|---|---|---|--:|--:|--:|--:|--:|--:|---|\n",
            headings[gate->kind]);
    for (uint32_t i = 0; i < gate->unit_count; i++) {
        for (uint32_t j = 0; j < gate->units[i].cell_count; j++) {
            const struct bench_gate_cell *cell = &gate->units[i].cells[j];
            bool is_measured = !isnan(cell->ratio);
            fprintf(stream, "| %s | %s | ", cell->kernel->name, cell->point_text);
            print_markdown(stream, cell->variant);
            fprintf(stream, " | %s | %s |",
                    is_measured ? tool_time_text(cell->base_time_ns, before) : "-",
                    is_measured ? tool_time_text(cell->variant_time_ns, now) : "-");
            if (is_measured)
                fprintf(stream, " %.3f | %.3f..%.3f |", cell->ratio, cell->interval.low,
                        cell->interval.high);
            else
                fputs(" - | - |", stream);
            fprintf(stream, " %g |", cell->threshold);
            if (isnan(cell->best_ratio))
                fputs(" - |", stream);
            else
                fprintf(stream, " %.3f |", cell->best_ratio);
            fprintf(stream, " %s%s", bench_verdict_name(cell->verdict),
                    cell->text[0] != '\0' ? ": " : "");
            print_markdown(stream, cell->text);
            fputs(" |\n", stream);
        }
    }
    fprintf(stream,
            "\n%u passed, %u failed, %u wrong, %u undecided, %u void, %u incomparable, "
            "%u skipped in %.0f s\n",
            gate->verdicts[BENCH_PASSED], gate->verdicts[BENCH_FAILED], gate->verdicts[BENCH_WRONG],
            gate->verdicts[BENCH_UNSURE], gate->verdicts[BENCH_VOID],
            gate->verdicts[BENCH_INCOMPARABLE], gate->verdicts[BENCH_LEFT_OUT], gate->seconds);
}

bool tool_print_gate_github(const struct bench_gate *gate, FILE *stream, const char *summary_path,
                            struct base_diag *diag) {
    // GitHub shows ten annotations of a kind for a step; the last of the errors sums up.
    enum { KINDS = 2, SHOWN_MAX = 9 };
    uint32_t shown[KINDS] = {0};
    for (uint32_t i = 0; i < gate->unit_count; i++) {
        const struct bench_gate_cell *worst = worst_of(&gate->units[i]);
        if (worst == NULL || shown[is_failure(worst->verdict)]++ >= SHOWN_MAX)
            continue;
        annotate(worst, stream);
    }
    int status = bench_gate_exit_status(gate);
    if (status != 0)
        fprintf(stream, "::error title=lockstep gate::exit status %d: %s\n", status,
                status == 1 ? "a gate is not met, or a kernel is wrong"
                            : "the gates could not be decided; that is no pass");
    if (summary_path == NULL)
        return true;
    FILE *summary = fopen(summary_path, "a");
    if (summary == NULL)
        return base_fail(diag, "%s: cannot be written: %s", summary_path, strerror(errno));
    summarize(gate, summary);
    bool ok = ferror(summary) == 0;
    ok = fclose(summary) == 0 && ok;
    return ok || base_fail(diag, "%s: cannot be written: %s", summary_path, strerror(errno));
}
