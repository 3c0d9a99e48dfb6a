/** Styles of every page: light and dark from the reader's own setting, one column on a phone, ink on paper. */
export const STYLE = `
:root{--bg:#fbfaf8;--card:#fff;--ink:#1d2430;--soft:#5a6472;--line:#e3e0da;--track:#eeebe5;--accent:#5b3c88;
--t0:#666d78;--t1:#8f5600;--t2:#2f6fb0;--t3:#157a6e;--t4:#2c7a3f;--t5:#1d6b2c;--bad:#b3261e;--warn:#8a5a00;--radius:10px}
@media screen and (prefers-color-scheme:dark){:root{--bg:#14171c;--card:#1c2027;--ink:#e8eaee;--soft:#a2abb8;--line:#2f3540;--track:#2a303a;
--accent:#c3a6f2;--t0:#8b929d;--t1:#e0a64b;--t2:#74b0ee;--t3:#4fc3b2;--t4:#72cc86;--t5:#94e0a3;--bad:#ff8a80;--warn:#f0bf5f}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}
main,header,footer{max-width:76rem;margin:0 auto;padding:0 1rem}
header{padding-top:2rem}
h1{font-size:clamp(1.6rem,4.5vw,2.6rem);line-height:1.15;margin:.2em 0 .4em;letter-spacing:-.02em;text-wrap:balance}
h2{font-size:1.35rem;margin:2.4rem 0 .6rem;letter-spacing:-.01em}
h3{font-size:1rem;margin:1rem 0 .3rem}
p{margin:.4rem 0;max-width:75ch}
a{color:var(--accent);text-underline-offset:2px}
a:focus-visible,summary:focus-visible,input:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:9}
.eyebrow,.soft{color:var(--soft)}.eyebrow{font-size:.9rem}
.small{font-size:.875rem}
.num{font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap}
code,.place{font:.85em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.2rem 0 0;padding:0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:.8rem 1rem;margin:0}
.tile dd{margin:0}
.tile b{display:block;white-space:nowrap;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}
.tile span{color:var(--soft);font-size:.875rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;color:var(--soft);font-size:.9rem;padding-bottom:.4rem}
th,td{padding:.4rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tr:last-child>*{border-bottom:0}
thead th{font-weight:600;color:var(--soft);font-size:.85rem}
th.num{text-align:right}
tbody th{font-weight:500}
.bar{position:relative;display:block;height:1rem;min-width:6rem;margin-top:.25rem;background:var(--track);border-radius:4px;overflow:hidden}
.bar i{position:absolute;top:0;bottom:0;border-radius:3px}
.bars td:nth-child(2){width:45%}
.unmapped{--tier:var(--t0)}.mapped{--tier:var(--t1)}.resolved{--tier:var(--t2)}.capable{--tier:var(--t3)}.installed{--tier:var(--t4)}.tested{--tier:var(--t5)}
.loss{--tier:var(--bad)}.sum{--tier:var(--accent)}
.bar i,.dot{background:var(--tier)}
.loss{opacity:.75}
.dot{display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.4em}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;padding:0;margin:.6rem 0;list-style:none;font-size:.875rem;color:var(--soft)}
.badge{display:inline-block;min-width:5.6rem;text-align:center;font-size:.8rem;font-weight:600;color:var(--tier);border:1.5px solid var(--tier);border-radius:99px;padding:0 .5rem}
.filters{display:grid;grid-template-columns:2fr repeat(3,1fr);gap:.6rem;margin:.6rem 0;position:sticky;top:0;background:var(--bg);padding:.6rem 0;z-index:2}
.filters label{font-size:.8rem;color:var(--soft)}
input,select{width:100%;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:.45rem .6rem}
details.cap{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);margin:.4rem 0}
details.cap>summary{display:grid;grid-template-columns:auto 1fr auto;gap:.2rem .8rem;align-items:center;padding:.6rem .9rem;cursor:pointer;list-style:none}
details.cap>summary::-webkit-details-marker{display:none}
details.cap>summary::before{content:"";display:none}
details.cap>summary small{color:var(--soft);display:block}
details.cap[open]>summary{border-bottom:1px solid var(--line)}
details.cap .in{padding:.4rem .9rem .9rem}
.cand{border-left:3px solid var(--tier);padding-left:.8rem;margin:1rem 0}
.steps,.probes{list-style:none;padding:0;margin:.4rem 0}
.steps li,.probes li{padding:.15rem 0 .15rem 1.6rem;position:relative}
.steps li>b:first-child,.probes li>b:first-child{position:absolute;left:0}
.ok{color:var(--t5)}.no{color:var(--bad)}.maybe{color:var(--warn)}
.place{display:inline-block;margin-right:.7rem}
ul.plain{padding-left:1.1rem;margin:.3rem 0}
footer{padding:2rem 1rem 3rem;color:var(--soft);font-size:.875rem}
@media (max-width:44rem){.filters{grid-template-columns:1fr 1fr 1fr;position:static}.filters>div:first-child{grid-column:1/-1}
details.cap>summary{grid-template-columns:1fr auto}details.cap>summary .badge{justify-self:start}details.cap>summary .name{grid-column:1/-1;grid-row:2}
.wide{display:none}.bars td:nth-child(2){width:34%}.bar{min-width:3.5rem}th,td{padding:.35rem .3rem}}
@media print{body{background:#fff}.filters,.skip{display:none}.card,details.cap,.tile{break-inside:avoid;border-color:#bbb}}
`;
