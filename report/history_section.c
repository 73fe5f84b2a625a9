#include "report/markup.h"
#include "report/sections.h"

#include <math.h>
#include <string.h>

static void put_runs(const struct report_history *history, FILE *out) {
    static const struct report_column columns[] = {
        {"run", NULL, true},
        {"revision", NULL, false},
        {"time", "UTC", false},
        {"verdicts equal", NULL, false},
        {"findings", NULL, true},
        {"cases", NULL, true},
        {"largest share a null kernel passes", "%", true},
        {"speed-ups measured", NULL, true},
        {NULL, NULL, false},
    };
    char text[REPORT_TEXT_MAX];
    report_table_begin("runs", "Runs, the latest last", columns, out);
    for (uint32_t i = 0; i < history->run_count; i++) {
        const struct report_run *run = &history->runs[i];
        fputs("<tr>", out);
        report_cell_count(i + 1, out);
        report_cell_head(run->revision, NULL, out);
        report_cell("name", run->time, out);
        if (run->verdicts > 0) {
            snprintf(text, sizeof text, "%u of %u", run->equal, run->verdicts);
            fputs("<td>", out);
            report_put_badge(run->equal == run->verdicts ? "good" : "bad", text, out);
            fputs("</td>", out);
            report_cell_count(run->findings, out);
            report_cell_count(run->cases, out);
            report_cell_share(run->worst_null_share, out);
        } else {
            fputs("<td></td><td></td><td></td><td></td>", out);
        }
        report_cell_count(run->speedups, out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
}

/// The runs at which a new level of a series begins, and how far it is from the one before.
static void put_changes(const struct report_history *history, const struct report_series *series,
                        FILE *out) {
    fputs("<td>", out);
    for (uint32_t i = 0; i < series->change_count; i++) {
        double sums[2] = {0, 0};
        uint32_t counts[2] = {0, 0};
        uint32_t from = i > 0 ? series->changes[i - 1] : 0;
        uint32_t to = i + 1 < series->change_count ? series->changes[i + 1] : history->run_count;
        for (uint32_t run = from; run < to; run++) {
            bool is_after = run >= series->changes[i];
            if (series->ratios[run] > 0) {
                sums[is_after] += log(series->ratios[run]);
                counts[is_after]++;
            }
        }
        double change = expm1(sums[1] / counts[1] - sums[0] / counts[0]);
        if (i > 0)
            fputs("<br>", out);
        report_put_badge(change > 0 ? "good" : "bad", change > 0 ? "faster" : "slower", out);
        report_put_format(out, " at run %u, %s: %+.1f %%", series->changes[i] + 1,
                          history->runs[series->changes[i]].revision, 100 * change);
    }
    fputs("</td>", out);
}

static void put_series(const struct report_history *history, FILE *out) {
    static const struct report_column columns[] = {
        {"kernel", NULL, false},        {"variant", NULL, false}, {"point", NULL, false},
        {"runs", NULL, true},           {"first", NULL, true},    {"latest", NULL, true},
        {"change points", NULL, false}, {NULL, NULL, false},
    };
    char text[REPORT_TEXT_MAX];
    report_table_begin("series", "Speed-up of each benchmark over the runs", columns, out);
    for (uint32_t i = 0; i < history->series_count; i++) {
        const struct report_series *one = &history->series[i];
        double first = (double)NAN, latest = (double)NAN;
        uint32_t count = 0;
        for (uint32_t run = 0; run < history->run_count; run++) {
            if (!isfinite(one->ratios[run]))
                continue;
            first = count++ == 0 ? one->ratios[run] : first;
            latest = one->ratios[run];
        }
        fputs("<tr>", out);
        report_cell_head(one->kernel, NULL, out);
        report_cell("name", one->variant, out);
        report_cell("name", one->point, out);
        report_cell_count(count, out);
        report_cell_number(first, report_ratio_text(first, text), out);
        report_cell_number(latest, report_ratio_text(latest, text), out);
        put_changes(history, one, out);
        fputs("</tr>\n", out);
    }
    report_table_end(out);
}

void report_put_history(const struct report_sources *sources, FILE *out) {
    const struct report_history *history = sources->history;
    if (history == NULL || history->run_count == 0)
        return;
    fputs("<section id=\"history\" aria-labelledby=\"history-title\">\n"
          "<h2 id=\"history-title\">History</h2>\n"
          "<p>What gates and reports have added to <code>history.jsonl</code>. A change point is a "
          "run at which a speed-up settles on another level: by Pettitt's rank statistic with a "
          "permutation test, on the runs of the machine that measured last, at a risk of 5 % for "
          "all benchmarks of this page together, and only from 2 % on. A few runs on either side "
          "are needed to tell.</p>\n",
          out);
    if (history->bad_lines > 0) {
        fputs("<p class=\"note\">", out);
        report_put_format(out, "%u line%s of the history could not be read and %s left out.",
                          history->bad_lines, history->bad_lines == 1 ? "" : "s",
                          history->bad_lines == 1 ? "is" : "are");
        fputs("</p>\n", out);
    }
    if (history->run_count == 1)
        fputs(
            "<p class=\"note\">There is one run so far; with the next there will be charts.</p>\n",
            out);
    fputs("<div id=\"charts-history\" hidden></div>\n", out);
    put_runs(history, out);
    if (history->series_count > 0)
        put_series(history, out);
    fputs("</section>\n", out);
}
