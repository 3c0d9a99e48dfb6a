/** One sheet for every page: a phone first, both schemes, no picture and no font from elsewhere. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfd;--fg:#1a1d23;--soft:#5a6170;--line:#d8dce4;--card:#fff;--accent:#1f5fbf;--green:#176b38;--yellow:#7a5600;--red:#b3261e;--onred:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#14161a;--fg:#e8eaee;--soft:#a5adba;--line:#343a45;--card:#1c1f25;--accent:#8ab8ff;--green:#6bd494;--yellow:#f0c35a;--red:#ff8a80;--onred:#2b0b08}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
a{color:var(--accent)}a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible,pre:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-99em}.skip:focus{left:.5em;top:.5em;background:var(--card);padding:.5em}
header{display:flex;flex-wrap:wrap;gap:.5em 1em;justify-content:space-between;align-items:center;padding:.6em 1em;border-bottom:1px solid var(--line);background:var(--card)}
header ol{display:flex;flex-wrap:wrap;list-style:none;margin:0;padding:0}header li+li:before{content:"/";color:var(--soft);padding:0 .5em}
header form{display:flex;gap:.5em;align-items:center;margin:0}main{max-width:80em;margin:0 auto;padding:1em}main:focus{outline:none}
h1{font-size:1.5em;margin:.2em 0 .6em}h2{font-size:1.15em;margin:1.4em 0 .5em}
.stages{display:grid;gap:1em}@media(min-width:60em){.stages{grid-template-columns:repeat(3,1fr)}}
.card{background:var(--card);border:1px solid var(--line);border-radius:.5em;padding:.8em;margin:0 0 .8em;overflow-wrap:anywhere}
.card h3{margin:0 0 .3em;font-size:1.05em}.soft{color:var(--soft);font-size:.9em}
.badge{display:inline-block;border:1px solid currentColor;border-radius:1em;padding:0 .6em;font-size:.85em;font-weight:600}
.green{color:var(--green)}.yellow{color:var(--yellow)}.red{color:var(--red)}.production{border-left:.35em solid var(--red)}.staging{border-left:.35em solid var(--yellow)}.development{border-left:.35em solid var(--green)}
button,input,select{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--soft);border-radius:.35em;padding:.35em .7em;min-height:2.4em}
button{cursor:pointer;background:var(--accent);color:var(--bg);border-color:var(--accent)}button.plain{background:none;color:var(--fg);border-color:var(--line)}
form.row{display:flex;flex-wrap:wrap;gap:.5em;align-items:end;margin:.5em 0}label{display:grid;font-size:.9em;gap:.15em}
table{border-collapse:collapse;width:100%}.scroll{overflow-x:auto}th,td{text-align:left;padding:.35em .6em;border-bottom:1px solid var(--line);vertical-align:top}
pre{background:var(--card);border:1px solid var(--line);border-radius:.4em;padding:.6em;overflow:auto;max-height:70vh;font:13px/1.45 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
pre span{display:block;min-height:1.45em}pre .bad{color:var(--red);font-weight:600}.tabs{display:flex;flex-wrap:wrap;gap:.5em;padding:0;list-style:none}
.notice{border:1px solid var(--red);color:var(--red);border-radius:.4em;padding:.5em .8em}
time{white-space:nowrap}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
`;
