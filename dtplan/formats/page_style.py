"""How the HTML review sheet looks, on a screen of any width and on A4."""

from typing import Final

# Every colour of text has a contrast of at least 4.5 to 1 on its ground (WCAG AA).
STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 60rem;
  color: #1a1a1a; background: #fff;
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5 { line-height: 1.3; margin: 1.6em 0 .5em; }
h1 { font-size: 1.6rem; margin-top: 0; }
h2 { font-size: 1.35rem; padding-top: .8em; border-top: 3px solid #1f4e79; }
h3 { font-size: 1.15rem; }
h4 { font-size: 1.05rem; color: #1f4e79; border-bottom: 1px solid #b8c4d0; padding-bottom: .2em; }
h5 { font-size: 1rem; margin-top: 1.2em; }
p { margin: .4em 0; }
a { color: #174a7c; }
dl { margin: .5em 0; }
dl div { display: flex; flex-wrap: wrap; gap: 0 .75em; padding: .15em 0; }
dt { flex: 0 0 13rem; color: #4a4a4a; }
dd { flex: 1 1 16rem; margin: 0; }
table { width: 100%; border-collapse: collapse; margin: .5em 0; }
th, td { padding: .45em .6em; border: 1px solid #9aa5b1; text-align: left; vertical-align: top; }
thead th { background: #e9eef3; overflow-wrap: break-word; }
tbody th { font-weight: 600; }
.matrix td { width: 9.5rem; }
.matrix td:last-child, .plans td { width: 6rem; }
.plans td:last-child { width: 30%; }
.demand, .note, .path { display: block; font-weight: 400; font-size: .9rem; color: #4a4a4a; }
.met { color: #1b5e20; }
.partly { color: #7a4400; font-weight: 600; }
.not-met { color: #a4121c; font-weight: 700; }
.not-judged { color: #4a4a4a; }
.outcome {
  font-weight: 700; padding: .6em .8em; background: #f1f4f7; border-left: 4px solid #1f4e79;
}
.rule { margin: 1em 0; }
.rule ul { margin: .8em 0 .4em; padding-left: 1.3em; }
.rule h4 { border: 0; color: inherit; margin: 1.2em 0 .3em; }
.code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
code {
  font: .92em ui-monospace, Consolas, "DejaVu Sans Mono", monospace;
  background: #f1f3f5; padding: 0 .2em;
}
.grade { font-weight: 700; }
.error { color: #a4121c; }
.warning { color: #7a4400; }
.advice { color: #1f4e79; }
.where { font-weight: 600; }
.related, .basis, .missed { color: #4a4a4a; }
.rule .related { margin: .3em 0 .5em; padding-left: 1.1em; list-style: circle; }
.place { font-size: .875rem; }
.basis { padding-left: .8em; border-left: 3px solid #b8c4d0; }
footer {
  margin-top: 3em; padding-top: .8em; border-top: 1px solid #9aa5b1;
  font-size: .875rem; color: #4a4a4a;
}
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 2rem; }
  dt { flex-basis: 100%; }
  th, td { padding: .35em .4em; font-size: .9375rem; }
  .matrix td { width: 5.2rem; }
  .matrix td:last-child, .plans td { width: 4.2rem; }
}
@media print {
  @page {
    size: A4; margin: 18mm 15mm 18mm 20mm;
    @bottom-center { content: counter(page) "/" counter(pages); font-size: 9pt; }
  }
  body { max-width: none; padding: 0 1px 0 0; font-size: 10.5pt; }
  h1, h2, h3, h4, h5, thead, .basis { break-after: avoid; }
  .remedy { break-before: avoid; }
  thead { display: table-header-group; }
  tr, .rule li, .basis, .remedy, dl { break-inside: avoid; }
  .rule li:has(.related li:nth-child(5)) { break-inside: auto; }
  .related { break-before: avoid; }
  .plan ~ .plan, .overview ~ .plan { break-before: page; }
  .plan ~ .plan h2, .overview ~ .plan h2 { border-top: 0; padding-top: 0; }
  a { color: inherit; text-decoration: none; }
}
"""
