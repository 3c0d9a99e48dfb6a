/** Styles of the charts and of the dependency graph. */
export const CHART_STYLE = `
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin-top:1.2rem;font-size:.95rem}
.map{position:relative;width:100%}.map.phone{display:none}
.map>*{position:absolute;overflow:hidden;font-size:.75rem;line-height:1.2;border-radius:3px}
.map a{background:color-mix(in srgb,var(--tier) var(--deep,30%),var(--card));color:var(--ink);text-decoration:none;padding:2px 4px}
.map a:hover{outline:2px solid var(--ink)}
.map .unmapped{--deep:12%}.map .mapped{--deep:22%}.map .resolved{--deep:34%}.map .capable{--deep:48%}.map .installed{--deep:54%}.map .tested{--deep:60%}
@media screen and (prefers-color-scheme:dark){.map .capable{--deep:34%}.map .installed{--deep:38%}.map .tested{--deep:42%}}
.map .domain{font-weight:600;padding:1px 2px;text-overflow:ellipsis;white-space:nowrap}
.chart{position:relative;height:16rem;margin:1rem 0 2rem 3rem}
.chart svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.chart path{fill:none;stroke:var(--tier);stroke-width:2.5;vector-effect:non-scaling-stroke}
.chart path.grid{stroke:var(--line);stroke-width:1}
.chart span{position:absolute;font-size:.75rem;color:var(--soft)}
.chart .tick{right:100%;margin-right:.5rem;transform:translateY(-50%);white-space:nowrap}
.chart .from,.chart .to{top:100%;margin-top:.3rem}.chart .to{right:0}
.shifts,.gates{list-style:none;padding:.4rem 1rem;margin:.6rem 0}.shifts li{padding:.3rem 0}.shifts small,th small{display:block;color:var(--soft)}
.gates{padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:.6rem}
.graph{display:grid;grid-template-columns:1fr 20rem;gap:.6rem}
.graph .tools{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.graph .tools input{width:16rem;max-width:100%}.graph .legend{margin:0}
button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:.3rem .7rem;cursor:pointer}
#graph-view{height:32rem;overflow:hidden;touch-action:none;cursor:grab;border:1px solid var(--line);border-radius:6px}
#graph-view:focus-visible,#graph-panel:focus-visible{outline:3px solid var(--accent)}
#graph-view svg{width:100%;height:100%;display:block;user-select:none}
#graph-panel{height:32rem;overflow:auto;font-size:.875rem}
#graph-panel ul{list-style:none;padding:0;margin:.2rem 0}#graph-panel .sub{padding-left:1rem}
#graph-panel li button{border:0;background:none;color:var(--accent);padding:.2rem 0;text-align:left;overflow-wrap:anywhere}
#graph-panel>button{margin-right:.4rem}
.group{fill:var(--track);stroke:var(--line);vector-effect:non-scaling-stroke;cursor:pointer}.group.top{fill:var(--bg);stroke:var(--soft)}
.group.closed{fill:color-mix(in srgb,var(--accent) 22%,var(--card))}
.node{fill:var(--accent);cursor:pointer}.node.dim{fill:var(--soft);opacity:.3}.node.focus{fill:var(--ink)}
.node.needs{fill:var(--t2)}.node.needed{fill:var(--t1)}
.edge,.mark{fill:none;stroke:var(--t2);opacity:.7;pointer-events:none}.edge.needed,.mark.needed{stroke:var(--t1)}
#graph-view text{fill:var(--ink);text-anchor:middle;pointer-events:none;paint-order:stroke;stroke:var(--bg);stroke-width:.25em;stroke-linejoin:round}
#graph-view text.soft{fill:var(--soft)}#graph-view text.top{font-weight:600}
@media (max-width:44rem){.map.desk{display:none}.map.phone{display:block}.graph{grid-template-columns:1fr}#graph-view{height:22rem}#graph-panel{height:18rem}.chart{height:12rem}}
@media print{nav,.graph .tools,#graph-panel{display:none}.graph{display:block}.map,.chart,#graph-view{break-inside:avoid}.map a{print-color-adjust:exact}.bar,.bar i,.dot,.group,.node{print-color-adjust:exact}}
`;
