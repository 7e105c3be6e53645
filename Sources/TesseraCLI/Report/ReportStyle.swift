/// The style sheet of the page of `tessera report`.
enum ReportStyle {
    /// The size of a chart in pixels: as wide as a narrow window leaves, so that its texts are not scaled down.
    static let chartWidth = 360.0
    static let chartHeight = 340.0

    /// Charts stand in as many columns as the window has room for; nothing but a table scrolls sideways, in its own box.
    static let css = """

        :root{color-scheme:light dark;--page:#f4f6f8;--card:#fff;--border:#e1e5ea;--text:#1f2933;--muted:#52606d;
        --accent:#0067a0}
        @media (prefers-color-scheme:dark){:root{--page:#0e141a;--card:#151c24;--border:#2e3945;--text:#e4e9ef;
        --muted:#a8b3bf;--accent:#6bb8ea}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 Helvetica,Arial,sans-serif;
        overflow-wrap:anywhere}
        main{max-width:1200px;margin:0 auto;padding:24px 16px 48px}
        .eyebrow{margin:0;color:var(--accent);font-size:14px;font-weight:bold}
        h1{margin:4px 0;font-size:30px;line-height:1.2}
        h2{margin:32px 0 12px;font-size:20px}
        .lead{margin:0;color:var(--muted)}
        dl{margin:0}
        dd{margin:0}
        .tiles{display:flex;flex-wrap:wrap;gap:12px}
        .tiles div{flex:1 1 130px;max-width:220px;padding:12px 16px;background:var(--card);
        border:1px solid var(--border);border-radius:8px}
        dt{color:var(--muted);font-size:14px}
        .tiles dd{font-size:22px;font-variant-numeric:tabular-nums}
        .card{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,250px),1fr));gap:12px 24px;padding:16px;
        background:var(--card);border:1px solid var(--border);border-radius:8px}
        .features{margin-top:12px;padding:12px 16px;background:var(--card);border:1px solid var(--border);border-radius:8px}
        summary{cursor:pointer}
        .features ul{display:flex;flex-wrap:wrap;gap:4px 20px;margin:8px 0 0;padding:0;list-style:none;color:var(--muted)}
        .charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:24px 20px;
        align-items:start}
        figure{margin:0;min-width:0}
        figure svg{display:block;width:100%;height:auto}
        figcaption{margin-top:8px;padding:0 4px;color:var(--muted);font-size:14px}
        .missing,.note{margin:12px 0 0;color:var(--muted);font-size:14px}
        .table{overflow-x:auto;background:var(--card);border:1px solid var(--border);border-radius:8px}
        table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:15px}
        th,td{padding:8px 12px;border-top:1px solid var(--border);text-align:right;font-weight:normal;min-width:90px}
        th:first-child{text-align:left}
        thead th{border-top:0;color:var(--muted);font-size:14px;vertical-align:bottom}
        @media print{body{background:#fff}figure,.tiles div{break-inside:avoid}}

        """
}
