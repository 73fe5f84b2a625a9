#include "bench/flame.h"

#include "bench/hotspots.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// In units of the picture; it is scaled to the width of the page.
enum {
    WIDTH = 1200,
    MARGIN = 10,
    ROW = 18,
    TOP = 84,
    BOTTOM = 40,
    LETTER_TENTHS = 70, ///< width of a letter of the fixed font, in tenths
    SHARE_LETTERS = 9,  ///< "  12.3 %" and a gap
};

/// Narrower frames would be lines: they are left out, and so is what they call.
static const double narrowest = 0.6;

static const char style[] =
    "<style>\n"
    ".lockstep-flame{background:#fff;font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans "
    "Mono',monospace;font-size:11.5px;max-width:100%;height:auto}\n"
    ".lockstep-flame text{fill:#1a1a1a}.lockstep-flame .f text{pointer-events:none}\n"
    ".lockstep-flame .title{font-size:17px;font-weight:bold}.lockstep-flame "
    ".button{text-decoration:underline;cursor:pointer}\n"
    ".lockstep-flame .f{cursor:pointer;outline:none}.lockstep-flame .f rect{stroke:#fff;"
    "stroke-width:.6}\n"
    ".lockstep-flame .f:hover rect,.lockstep-flame .f:focus rect{stroke:#000;stroke-width:1.6}\n"
    ".lockstep-flame .f.outer{opacity:.55}.lockstep-flame.searching .f:not(.hit) "
    "rect{fill:#d9d9d9}\n"
    ".lockstep-flame .similarity{fill:#8ecae6}.lockstep-flame .spreading{fill:#ffb870}\n"
    ".lockstep-flame .decay{fill:#b5d99c}.lockstep-flame .graph{fill:#d5b8f0}\n"
    ".lockstep-flame .allocation{fill:#ff9a9a}.lockstep-flame .synchronisation{fill:#f5e663}\n"
    ".lockstep-flame .other{fill:#cfd3d8}.lockstep-flame .mixed{fill:#e9ecef}\n"
    "@media(prefers-color-scheme:dark){.lockstep-flame{background:#16191d}.lockstep-flame>text,"
    ".lockstep-flame .bar text{fill:#e6e6e6}.lockstep-flame .f rect{stroke:#16191d}"
    ".lockstep-flame .f:hover rect,.lockstep-flame .f:focus rect{stroke:#fff}}\n"
    "</style>\n";

static const char script[] =
    "<script><![CDATA[\n"
    "(function(){\n"
    "const svg=document.currentScript.parentNode,all=+svg.dataset.samples,span=1180,left=10;\n"
    "const frames=[...svg.querySelectorAll('.f')].map(g=>({g,x:+g.dataset.x,w:+g.dataset.w,"
    "d:+g.dataset.d,s:+g.dataset.s,name:g.dataset.n,rect:g.querySelector('rect'),"
    "text:g.querySelector('text')}));\n"
    "const line=svg.querySelector('.detail'),reset=svg.querySelector('.reset');\n"
    "const share=n=>(100*n/all).toFixed(2)+' %';\n"
    "const tell=f=>{line.textContent=f.name+': '+f.w+' sample'+(f.w>1?'s':'')+', '+share(f.w)+"
    "' of all; itself '+share(f.s)};\n"
    "function label(f,width){const room=Math.floor((width-5)/7),length=f.name.length;\n"
    "f.text.textContent=room<3?'':length>room?f.name.slice(0,room-1)+'\\u2026':"
    "room<length+9?f.name:f.name+'  '+(100*f.w/all).toFixed(1)+' %'}\n"
    "function zoom(to){for(const f of frames){\n"
    "const outer=f.d<to.d&&f.x<=to.x&&f.x+f.w>=to.x+to.w;\n"
    "const inner=f.d>=to.d&&f.x>=to.x&&f.x+f.w<=to.x+to.w;\n"
    "const width=outer?span:span*f.w/to.w,x=outer?left:left+span*(f.x-to.x)/to.w;\n"
    "const shown=outer||inner;f.g.style.display=shown?'':'none';\n"
    "f.g.classList.toggle('outer',outer);if(!shown)continue;\n"
    "f.rect.setAttribute('x',x);f.rect.setAttribute('width',Math.max(width,.25));\n"
    "f.text.setAttribute('x',x+3);label(f,width)}\n"
    "reset.style.display=to.d?'':'none'}\n"
    "function search(){const asked=prompt('Function, or a regular expression');\n"
    "let hits=0,end=-1,test=null;try{test=asked?new RegExp(asked):null}catch(e){\n"
    "line.textContent='no regular expression: '+asked;return}\n"
    "svg.classList.toggle('searching',!!test);\n"
    "frames.slice().sort((a,b)=>a.x-b.x||a.d-b.d).forEach(f=>{const hit=!!test&&"
    "test.test(f.name);\n"
    "f.g.classList.toggle('hit',hit);if(hit&&f.x>=end){hits+=f.w;end=f.x+f.w}});\n"
    "line.textContent=test?'matched: '+share(hits)+' of all samples':''}\n"
    "for(const f of frames){f.g.addEventListener('click',()=>zoom(f));\n"
    "f.g.addEventListener('mouseenter',()=>tell(f));f.g.addEventListener('focus',()=>tell(f));\n"
    "f.g.addEventListener('keydown',e=>{if(e.key==='Enter'||e.key===' '){e.preventDefault();"
    "zoom(f)}})}\n"
    "const press=(e,act)=>{if(e.type==='click'||e.key==='Enter'){e.preventDefault();act()}};\n"
    "const find=svg.querySelector('.search');find.style.display='';\n"
    "for(const type of ['click','keydown']){find.addEventListener(type,e=>press(e,search));\n"
    "reset.addEventListener(type,e=>press(e,()=>zoom(frames[0])))}\n"
    "document.addEventListener('keydown',e=>{if(e.key==='Escape')zoom(frames[0]);\n"
    "if((e.ctrlKey||e.metaKey)&&e.key==='f'&&document.documentElement===svg){"
    "e.preventDefault();search()}});\n"
    "})();\n"
    "]]></script>\n";

static void put_escaped(const char *text, FILE *out) {
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
        }
    }
}

static double width_of(const struct bench_calltree *tree, uint64_t samples) {
    return (double)(WIDTH - 2 * MARGIN) * (double)samples / (double)tree->root.total;
}

/// Rows that are drawn, the root's included.
static uint32_t depth_of(const struct bench_calltree *tree, const struct bench_call *call) {
    uint32_t deepest = 0;
    for (const struct bench_call *child = call->first_child; child != NULL; child = child->next) {
        uint32_t depth = width_of(tree, child->total) < narrowest ? 0 : depth_of(tree, child);
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

static void count_hotspots(const struct bench_call *call, uint64_t samples[BENCH_HOTSPOTS]) {
    if (call->self > 0)
        samples[bench_hotspot_of(call)] += call->self;
    for (const struct bench_call *child = call->first_child; child != NULL; child = child->next)
        count_hotspots(child, samples);
}

/// The hotspot that nearly all samples within a call are about; BENCH_HOTSPOTS where none is. An
/// interrupt that happens to hit a call must not change its colour.
static enum bench_hotspot colour_of(const struct bench_call *call) {
    uint64_t samples[BENCH_HOTSPOTS] = {0};
    count_hotspots(call, samples);
    for (uint32_t i = 0; i < BENCH_HOTSPOTS; i++)
        if ((double)samples[i] >= 0.98 * (double)call->total)
            return i;
    return BENCH_HOTSPOTS;
}

/// The name, with its share of all samples where there is room, or as much of it as there is.
static void put_label(const char *name, double share, double x, double y, double width, FILE *out) {
    int room = (int)((width - 5) * 10 / LETTER_TENTHS), length = (int)strlen(name);
    fprintf(out, "<text x=\"%.2f\" y=\"%.2f\">", x + 3, y + ROW - 5.5);
    if (room >= 3) {
        char cut[256];
        snprintf(cut, sizeof cut, "%.*s", length <= room ? length : room - 1, name);
        put_escaped(cut, out);
        fputs(length <= room ? "" : "…", out);
    }
    if (room >= length + SHARE_LETTERS)
        fprintf(out, "  %.1f %%", 100 * share);
    fputs("</text>", out);
}

static void put_call(const struct bench_calltree *tree, const struct bench_call *call,
                     uint64_t begin, uint32_t depth, uint32_t rows, FILE *out) {
    double x = MARGIN + width_of(tree, begin), width = width_of(tree, call->total);
    double y = TOP + (double)(rows - 1 - depth) * ROW, all = (double)tree->root.total;
    enum bench_hotspot colour = colour_of(call);
    fprintf(out,
            "<g class=\"f\" tabindex=\"0\" data-x=\"%" PRIu64 "\" data-w=\"%" PRIu64
            "\" data-d=\"%u\" data-s=\"%" PRIu64 "\" data-n=\"",
            begin, call->total, depth, call->self);
    put_escaped(call->frame.function, out);
    fputs("\"><title>", out);
    put_escaped(call->frame.function, out);
    if (call->frame.object[0] != '\0') {
        fputs(" (", out);
        put_escaped(call->frame.object, out);
        fputc(')', out);
    }
    fprintf(out, ": %" PRIu64 " sample%s, %.2f %% of all; itself %.2f %%</title>", call->total,
            call->total == 1 ? "" : "s", 100 * (double)call->total / all,
            100 * (double)call->self / all);
    fprintf(out, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%d\"/>",
            colour < BENCH_HOTSPOTS ? bench_expectations[colour].name : "mixed", x, y, width,
            ROW - 1);
    put_label(call->frame.function, (double)call->total / all, x, y, width, out);
    fputs("</g>\n", out);
    for (const struct bench_call *child = call->first_child; child != NULL; child = child->next) {
        if (width_of(tree, child->total) >= narrowest)
            put_call(tree, child, begin, depth + 1, rows, out);
        begin += child->total;
    }
}

static void put_head(const char *title, const char *subtitle, FILE *out) {
    fprintf(out, "<title>");
    put_escaped(title, out);
    fputs("</title>\n", out);
    fputs(style, out);
    fprintf(out, "<text class=\"title\" x=\"%d\" y=\"24\">", MARGIN);
    put_escaped(title, out);
    fprintf(out, "</text>\n<text x=\"%d\" y=\"43\">", MARGIN);
    put_escaped(subtitle, out);
    fputs("</text>\n<g class=\"bar\">\n", out);
    double x = MARGIN;
    for (uint32_t i = 0; i <= BENCH_HOTSPOTS; i++) {
        const char *name = i < BENCH_HOTSPOTS ? bench_expectations[i].name : "mixed";
        fprintf(out,
                "<rect class=\"%s\" x=\"%.1f\" y=\"55\" width=\"12\" height=\"12\"/>"
                "<text x=\"%.1f\" y=\"65\">%s</text>\n",
                name, x, x + 16, name);
        x += 16 + (double)strlen(name) * LETTER_TENTHS / 10 + 18;
    }
    fprintf(out,
            "<text class=\"button reset\" tabindex=\"0\" role=\"button\" style=\"display:none\" "
            "x=\"%d\" y=\"65\">whole graph</text>\n"
            "<text class=\"button search\" tabindex=\"0\" role=\"button\" style=\"display:none\" "
            "x=\"%d\" y=\"65\">search</text>\n</g>\n",
            WIDTH - 180, WIDTH - MARGIN - 44);
}

bool bench_flame_write(const struct bench_calltree *tree, const char *title, const char *subtitle,
                       const char *path, struct base_diag *diag) {
    base_check(tree->root.total > 0);
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
    uint32_t rows = depth_of(tree, &tree->root);
    uint32_t height = TOP + rows * ROW + BOTTOM;
    fprintf(out,
            "<svg class=\"lockstep-flame\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
            "width=\"%d\" height=\"%u\" viewBox=\"0 0 %d %u\" data-samples=\"%" PRIu64 "\">\n",
            WIDTH, height, WIDTH, height, tree->root.total);
    put_head(title, subtitle, out);
    put_call(tree, &tree->root, 0, 0, rows, out);
    fprintf(out,
            "<text class=\"detail\" x=\"%d\" y=\"%u\">width: share of %" PRIu64
            " samples; callers lie below; click to zoom, Escape to return</text>\n",
            MARGIN, height - 16, tree->root.total);
    fputs(script, out);
    fputs("</svg>\n", out);
    bool ok = ferror(out) == 0;
    ok = fclose(out) == 0 && ok;
    return ok || base_fail(diag, "%s: cannot be written: %s", path, strerror(errno));
}
