import io

import xlsxwriter

from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RunXlsx(http.Controller):
    @http.route("/ipai/report/run/<int:run_id>.xlsx", type="http", auth="user", readonly=True)
    def run_xlsx(self, run_id):
        run = request.env["ipai.report.run"].browse(run_id).exists()
        if not run:
            raise request.not_found()
        run.check_access("read")
        return request.make_response(
            self._content(run),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{run.name}.xlsx")),
            ],
        )

    def _content(self, run):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            sheet = book.add_worksheet((run.report_id.name or "Report")[:31].translate(
                str.maketrans("[]:*?/\\", "       ")
            ))
            bold = book.add_format({"bold": True})
            money = book.add_format({"num_format": "#,##0.00"})
            sheet.set_column(0, 0, 60)
            sheet.set_column(1, len(run._columns()), 18)
            sheet.write(0, 0, run.name, bold)
            sheet.write(1, 0, f"SHA-256 {run.sha256 or ''}")
            sheet.write_row(3, 1, [column.name for column in run._columns()], bold)
            for number, row in enumerate(run._rows(), start=4):
                indent = book.add_format({"indent": row["level"]})
                sheet.write_string(number, 0, row["name"], indent)
                for position, figure in enumerate(row["figures"], start=1):
                    if figure:
                        sheet.write_number(number, position, figure.value, money)
        return output.getvalue()
