extension StyleSheet {
    /// Tables and lists.
    static let tables = """
        .scroll{overflow-x:auto;margin:0 -24px;padding:0 24px}
        table{border-collapse:collapse;width:100%;font-size:13px}
        th{font-weight:600;color:var(--quiet);text-align:right}
        td{text-align:right}
        th,td{padding:7px 10px;border-bottom:1px solid var(--line);white-space:nowrap}
        thead th{font-size:12.5px}
        tbody tr:last-child>*{border-bottom:0}
        th:first-child,td:first-child{padding-left:0}
        th:last-child,td:last-child{padding-right:0}
        .months{border-collapse:separate;border-spacing:3px;table-layout:fixed;min-width:760px}
        .months th,.months td{border:0;padding:7px 4px;text-align:center;border-radius:6px}
        .months th[scope=row]{text-align:left}
        .months td{background:var(--soft);font-size:12.5px}
        .months .none{color:var(--quiet);background:none;opacity:.5}
        .months .warm{background:rgb(var(--gain-rgb)/var(--s))}.months .cold{background:rgb(var(--loss-rgb)/var(--s))}
        .months .total{font-weight:650}
        .drawdowns td:first-child,.sources td:first-child,.sources th:first-child,.drawdowns th:first-child{text-align:left}
        .sources td:first-child{white-space:normal;min-width:180px}
        .costs th{text-align:left;font-weight:400;color:var(--ink);width:32%;white-space:normal}
        .costs .result th,.costs .result td{font-weight:650}
        .costs .cost th{padding-left:18px;color:var(--quiet)}
        .costs .bars{width:46%;text-align:left;padding-left:24px}
        .costs .bars i{display:block;height:12px;border-radius:3px;background:var(--bench);min-width:1px}
        .costs i.gain{background:rgb(var(--gain-rgb)/.8)}.costs i.loss{background:rgb(var(--loss-rgb)/.8)}
        .metrics{display:grid;grid-template-columns:repeat(3,1fr);gap:0 32px}
        .metrics>div{display:grid;grid-template-columns:1fr auto;gap:0 12px;align-content:start;padding:9px 0;\
        border-top:1px solid var(--line)}
        .metrics dt{font-size:13.5px}
        .metrics .number{font-weight:650;text-align:right;font-size:13.5px}
        .metrics .why{grid-column:1/-1;font-size:12px;line-height:1.45;color:var(--quiet);margin-top:1px}
        .reason{font-weight:400;font-size:12px;color:var(--quiet);margin-left:7px}
        .facts>div{display:grid;grid-template-columns:130px 1fr;gap:14px;padding:6px 0;border-top:1px solid var(--line);\
        font-size:13.5px}
        .facts dt{color:var(--quiet)}
        .filters{display:flex;flex-wrap:wrap;gap:6px;margin-bottom:12px}
        .trades th button{font-weight:inherit;white-space:nowrap}
        .trades [aria-sort=ascending] button::after,.trades [aria-sort=descending] button::after{content:"↑";margin-left:3px;color:var(--accent)}
        .trades [aria-sort=descending] button::after{content:"↓"}
        .js .trades tbody tr{cursor:pointer}
        .trades tbody tr:hover td,.trades tbody tr:focus-within td{background:var(--soft)}
        .trades th:nth-child(2),.trades td:nth-child(2){text-align:left}
        .js .trades .more{display:none}
        .pages{display:flex;justify-content:center;align-items:center;gap:14px;margin-top:16px;font-size:13px;color:var(--quiet)}
        .pages button:disabled{opacity:.35;cursor:default}

        """

    /// Phones.
    static let narrow = """
        @media screen and (max-width:900px){
        .metrics{grid-template-columns:1fr 1fr}
        .columns{grid-template-columns:minmax(0,1fr)}
        }
        @media screen and (max-width:640px){
        main{padding:10px}
        section,footer{padding:18px 16px;border-radius:14px;margin:12px 0}
        .columns{gap:12px}
        .hero{padding:14px 16px 18px;border-radius:16px}.hero h1{font-size:28px;margin-top:18px}
        .kind{display:none}.toggles button{padding:5px 9px}
        .cards{grid-template-columns:1fr 1fr;gap:10px}.card{padding:13px 14px}.figure{font-size:22px}.figure.long{font-size:18px;line-height:1.5}
        .subtitle{font-size:13.5px}
        .pair{grid-template-columns:minmax(0,1fr)}
        .metrics{grid-template-columns:minmax(0,1fr)}
        .chart{padding-right:58px}.tall{height:250px}.mid{height:190px}
        .grid text{font-size:10.5px}.grid text.minor{display:none}
        .scroll{margin:0 -16px;padding:0 16px}
        .findings li{flex-wrap:wrap;gap:4px 10px}.findings li>span:last-child{flex-basis:100%}
        .facts>div{grid-template-columns:96px 1fr}
        .costs .bars{display:none}.costs th{width:auto}
        }

        """

    /// A4, in light colours, without what only a screen can use.
    static let paper = """
        @page{size:A4;margin:12mm 11mm}
        @media print{
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
        body{background:#fff;font-size:11.5px}
        main{max-width:none;padding:0}
        body .js:not(.pages),.pages button,.bubble,.hint,.tip,.cross-line{display:none!important}
        section,footer{box-shadow:none;border-radius:0;padding:10px 0 0;margin:8px 0;border-top:1px solid var(--line)}
        .cards{border:0;gap:8px;grid-template-columns:repeat(4,1fr)}
        .card{box-shadow:none;border:1px solid var(--line);border-radius:8px;padding:9px 11px}
        .figure{font-size:19px}.detail,.label{font-size:10.5px}
        h2{font-size:14px}h3{margin:12px 0 5px;break-after:avoid}.head{margin-bottom:8px;break-after:avoid}
        .hero{border-radius:10px;padding:14px 18px}.hero h1{font-size:25px;margin:8px 0 5px}
        .chart,.card,.findings li,.metrics>div,tr,figure,.facts>div,.costs{break-inside:avoid}
        .columns>section,#equity,#price,#months,#excursions,#costs,footer{break-inside:avoid}
        .findings{gap:4px}.findings li,.clear{padding:4px 10px;font-size:10.5px}.sign{width:15px;height:15px;font-size:9px}
        .grid text,.legend,figcaption{font-size:9px}.chart{padding:4px 58px 22px 0}
        .facts>div,footer{font-size:10.5px}.facts>div{padding:3px 0}code{font-size:10px}.pages{margin:6px 0;font-size:9px}
        .tall{height:200px}.mid{height:150px}.low{height:64px}
        .months{min-width:0;font-size:9px;border-spacing:2px}.months td,.months th{font-size:9px;padding:4px 1px}
        table{font-size:10px}th,td{padding:3px 5px}thead th{font-size:10px}
        .trades{font-size:7.6px}.trades thead th{font-size:7.6px}.trades th,.trades td{padding:2px 3px}
        .metrics{gap:0 18px}.metrics>div{padding:4px 0}.metrics dt,.metrics .number{font-size:10.5px}
        .metrics .why,.note,.reason{font-size:9px}
        .scroll{overflow:visible;margin:0;padding:0}
        .js .trades .more{display:table-row}
        }

        """
}
