/// The page's style.
enum StyleSheet {
    static let source = colours + page + charts + tables + narrow + paper

    /// Gains are bluish green and losses vermilion, which stay apart for the colour-blind; signs and shapes say the same.
    ///
    /// Hues after Okabe and Ito, "Color Universal Design" (2008).
    private static let lightColours = """
        --page:#f4f5f8;--sheet:#ffffff;--ink:#141a28;--quiet:#5b6476;--line:#e4e7ee;--soft:#f0f2f6;--accent:#2552cc;\
        --accent-rgb:37 82 204;--bench:#848b9b;--gain:#007a5f;--gain-rgb:0 134 104;--loss:#bf4408;--loss-rgb:208 80 16;\
        --warn:#8a5a00;--warn-rgb:214 150 0;--shadow:0 1px 2px rgb(20 26 40/.05),0 8px 24px rgb(20 26 40/.05)
        """

    private static let darkColours = """
        --page:#0b0f19;--sheet:#131926;--ink:#e8ebf3;--quiet:#97a0b5;--line:#262e40;--soft:#1b2232;--accent:#7ea2ff;\
        --accent-rgb:126 162 255;--bench:#8e97aa;--gain:#38cfa4;--gain-rgb:40 190 150;--loss:#ff8d57;--loss-rgb:240 118 60;\
        --warn:#f2bf4b;--warn-rgb:242 191 75;--shadow:0 0 0 1px #1f2738
        """

    private static let colours = """
        :root{color-scheme:light;\(lightColours)}
        @media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;\(darkColours)}}
        @media screen{:root[data-theme=dark]{color-scheme:dark;\(darkColours)}}

        """

    private static let page = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 Inter,Pretendard,-apple-system,"Segoe UI",Roboto,\
        "Apple SD Gothic Neo","Noto Sans KR","Noto Sans CJK KR","Malgun Gothic",sans-serif;font-variant-numeric:tabular-nums;\
        word-break:keep-all;overflow-wrap:anywhere}
        main{max-width:1200px;margin:0 auto;padding:24px}
        [data-language=en] [lang=ko],[data-language=ko] [lang=en],html:not(.js) .js{display:none!important}
        .defs{position:absolute;width:0;height:0}
        code{font:13px/1.5 ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,monospace}
        h1,h2,h3,p,ul,dl,dd,figure{margin:0;padding:0}
        h2{font-size:19px;font-weight:650;letter-spacing:-.01em;line-height:1.3}
        h3{font-size:13px;font-weight:650;color:var(--quiet);margin:22px 0 10px}
        button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        section,footer{background:var(--sheet);border-radius:16px;box-shadow:var(--shadow);padding:24px;margin:20px 0}
        .head{display:flex;justify-content:space-between;align-items:flex-start;gap:12px 24px;flex-wrap:wrap;margin-bottom:16px}
        .head:last-child{margin-bottom:0}
        .note,.empty{color:var(--quiet);font-size:13px;margin-top:3px;max-width:76ch}
        .empty{padding:22px 0 10px;font-size:14px;text-align:center;max-width:none}
        .gain{color:var(--gain)}.loss{color:var(--loss)}
        .hero{position:relative;overflow:hidden;border-radius:20px;padding:22px 28px 24px;color:#f3f6ff;\
        background:linear-gradient(120deg,#0c1637,#16295f 60%,#1d3c86)}
        .hero>*{position:relative}
        .hero .spark{position:absolute;right:0;bottom:0;width:70%;height:78%}
        .spark-area{fill:rgb(140 175 255/.1)}
        .spark-line{fill:none;stroke:rgb(150 185 255/.4);stroke-width:1.5;vector-effect:non-scaling-stroke}
        .bar{display:flex;justify-content:space-between;align-items:center;gap:12px;min-height:34px}
        .brand{font-weight:700;letter-spacing:.14em;font-size:13px;display:flex;align-items:center;gap:8px}
        .brand b{font-size:19px;color:#9fbcff}
        .kind{font-weight:400;letter-spacing:0;opacity:.75;padding-left:10px;border-left:1px solid rgb(255 255 255/.25)}
        .toggles{display:flex;gap:4px;font-size:13px}
        .toggles button{padding:5px 11px;border-radius:9px;background:rgb(255 255 255/.1)}
        .toggles [aria-pressed=true]{background:#fff;color:#16295f;font-weight:600}
        .hero h1{font-size:38px;line-height:1.15;letter-spacing:-.025em;font-weight:700;margin:26px 0 8px}
        .subtitle{font-size:15px;opacity:.92;display:flex;flex-wrap:wrap;gap:2px 0}
        .subtitle>span{white-space:nowrap}
        .subtitle>span:not(:last-child)::after{content:"·";margin:0 9px;opacity:.55}
        .chips{display:flex;flex-wrap:wrap;gap:7px;margin-top:18px}
        .chip{font-size:13px;padding:3px 11px;border-radius:99px;background:rgb(255 255 255/.11);cursor:default}
        .chip>b{margin-left:8px;font-weight:650;color:#fff}
        .stamp{font-size:12.5px;margin-top:18px;display:flex;flex-wrap:wrap;gap:2px 18px}
        .hero .stamp{opacity:.72}
        .bubble{position:absolute;left:0;right:0;top:calc(100% + 8px);z-index:9;padding:10px 13px;border-radius:10px;\
        background:var(--ink);color:var(--sheet);font-size:13px;line-height:1.45;font-weight:400;visibility:hidden;opacity:0;\
        transition:opacity .12s;pointer-events:none;letter-spacing:0}
        .chip .bubble{right:auto;left:0;bottom:calc(100% + 8px);top:auto;width:max-content;max-width:100%;background:#fff;color:#141a28}
        .chip:hover .bubble,.chip:focus .bubble,.hint:hover+.bubble,.hint:focus+.bubble{visibility:visible;opacity:1}
        .cards{display:grid;grid-template-columns:repeat(4,1fr);gap:14px;padding:0;background:none;box-shadow:none}
        .card{position:relative;background:var(--sheet);border-radius:16px;box-shadow:var(--shadow);padding:16px 18px;min-width:0}
        .label{color:var(--quiet);font-size:13px;display:flex;align-items:center;gap:6px;min-height:20px}
        .hint{width:15px;height:15px;border-radius:50%;border:1px solid var(--line);font-size:10px;line-height:1;color:var(--quiet);\
        flex:none}
        .hint::before{content:"?"}
        .label .bubble{top:44px;margin:0 10px}
        .figure{font-size:27px;font-weight:680;letter-spacing:-.025em;line-height:1.25;margin:5px 0 3px}
        .figure small{font-size:.58em;font-weight:600;letter-spacing:0;color:var(--quiet)}
        .detail{font-size:12.5px;color:var(--quiet);min-height:19px;line-height:1.45}
        .findings{list-style:none;display:grid;gap:8px}
        .findings li,.clear{display:flex;gap:12px;align-items:baseline;padding:9px 14px;border-radius:10px;font-size:14px;\
        background:var(--soft)}
        .sign{flex:none;width:20px;height:20px;border-radius:50%;display:inline-grid;place-items:center;font-size:11px;\
        font-weight:700;color:var(--sheet);background:var(--quiet);align-self:center;line-height:1}
        .severity{flex:none;width:58px;font-weight:650}
        .serious{background:rgb(var(--loss-rgb)/.11)!important}.serious .sign{background:var(--loss)}
        .serious .severity{color:var(--loss)}
        .warning{background:rgb(var(--warn-rgb)/.13)!important}.warning .sign{background:var(--warn)}
        .warning .severity{color:var(--warn)}
        .clear{background:rgb(var(--gain-rgb)/.1)}.clear .sign{background:var(--gain)}
        .columns{display:grid;grid-template-columns:1fr 1fr;gap:20px}
        .columns>section{margin:0;min-width:0}
        .pair{display:grid;grid-template-columns:1fr 1fr;gap:12px 32px}
        .pair>*{min-width:0}
        .pair h3{margin-top:0}
        figcaption{font-size:12.5px;color:var(--quiet);margin-bottom:10px}
        footer{font-size:13.5px;color:var(--quiet)}
        footer h2{color:var(--ink);margin-bottom:12px}
        footer pre{margin:0 0 4px;padding:13px 16px;border-radius:10px;background:var(--soft);color:var(--ink);\
        white-space:pre-wrap;overflow-wrap:anywhere}
        footer .stamp{margin:12px 0}

        """
}
