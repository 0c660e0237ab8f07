extension StyleSheet {
    /// Charts: sizes of plots, grid, lines and tooltips.
    static let charts = """
        .chart{padding:6px 66px 26px 0;position:relative;outline-offset:6px}
        .area{position:relative;display:grid;gap:12px}
        .plot{display:block;width:100%;overflow:visible}
        .tall{height:330px}.mid{height:230px}.low{height:96px}
        .stretch{width:100%;height:100%}
        .grid line{stroke:var(--line);shape-rendering:crispEdges}
        .grid line.zero{stroke:var(--quiet)}
        .grid text{fill:var(--quiet);font-size:11.5px}
        .times text{text-anchor:middle}
        .stretch path{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}
        .stretch .accent{stroke:var(--accent);stroke-width:1.8}
        .stretch .accent-area{fill:rgb(var(--accent-rgb)/.09)}
        .stretch .bench{stroke:var(--bench);stroke-width:1.4;stroke-dasharray:5 4}
        .stretch .loss{stroke:var(--loss);stroke-width:1.2}
        .stretch .loss-area{fill:rgb(var(--loss-rgb)/.2)}
        .stretch .band{fill:rgb(var(--accent-rgb)/.16)}
        .stretch .line{stroke:var(--accent);stroke-width:1.2}
        .stretch .wick{stroke-width:1}.stretch .body{stroke-width:var(--body,3px)}
        .stretch .up{stroke:rgb(var(--gain-rgb)/.75)}.stretch .down{stroke:rgb(var(--loss-rgb)/.75)}
        .stretch .strip.gain{fill:rgb(var(--gain-rgb)/.8);stroke:none}
        .stretch .strip.loss{fill:rgb(var(--loss-rgb)/.8);stroke:none}
        .stretch .tie{stroke:var(--quiet);stroke-dasharray:2 3}
        .marks use,.glyph{stroke:var(--sheet);stroke-width:1;paint-order:stroke;fill:var(--quiet)}
        .marks .gain{fill:var(--gain)}.marks .loss{fill:var(--loss)}
        .dots .gain{fill:rgb(var(--gain-rgb)/.6)}.dots .loss{stroke:var(--loss);stroke-width:1.6;fill:none;opacity:.8}
        rect.gain{fill:rgb(var(--gain-rgb)/.8)}rect.loss{fill:rgb(var(--loss-rgb)/.8)}
        rect:hover{fill-opacity:1;stroke:var(--ink)}
        .mean{stroke:var(--ink);stroke-dasharray:3 3}
        .diagonal{stroke:var(--bench);stroke-dasharray:4 4;clip-path:inset(0)}
        .log{display:none}.chart.is-log .log{display:inline}.chart.is-log .linear{display:none}
        .tools{display:flex;align-items:center;gap:10px 16px;flex-wrap:wrap}
        .legend{display:flex;flex-wrap:wrap;gap:4px 14px;font-size:12.5px;color:var(--quiet)}
        .legend>span{display:inline-flex;align-items:center;gap:6px}
        .glyph{width:12px;height:12px;stroke:none}
        .key{width:16px;height:3px;border-radius:2px;background:var(--quiet)}
        .key.accent{background:var(--accent)}.key.gain{background:var(--gain)}.key.loss{background:var(--loss)}
        .key.bench{background:repeating-linear-gradient(90deg,var(--bench) 0 5px,transparent 5px 8px)}
        .key.dot{width:8px;height:8px;border-radius:50%}
        .key.cross{width:auto;height:auto;background:none;font-style:normal;line-height:1;color:var(--loss)}
        .key.cross::before{content:"✕"}
        .tools button,.filters button,.pages button{font-size:13px;padding:4px 11px;border-radius:8px;background:var(--soft);\
        min-width:30px}
        .tools button[aria-pressed=true],.filters button[aria-pressed=true]{background:var(--accent);color:var(--sheet)}
        .zoom{display:flex;gap:5px}
        .cross-line{position:absolute;top:0;bottom:0;width:1px;background:var(--quiet);pointer-events:none}
        .tip{position:absolute;top:6px;z-index:5;padding:8px 12px;border-radius:10px;background:var(--sheet);color:var(--ink);\
        box-shadow:0 2px 14px rgb(0 0 0/.22);border:1px solid var(--line);font-size:12.5px;line-height:1.5;pointer-events:none;\
        white-space:nowrap;font-weight:600}
        .tip div{font-weight:400;display:flex;justify-content:space-between;gap:18px}
        .tip div span:first-child{color:var(--quiet)}
        [data-chart=price] .area{touch-action:pan-y;cursor:crosshair}
        [data-chart=price].grabbing .area{cursor:grabbing}

        """
}
