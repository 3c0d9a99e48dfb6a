from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class BirCertificatePortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "bir_certificate_count" in counters:
            certificates = request.env["ipai.bir.certificate"]
            values["bir_certificate_count"] = (
                certificates.search_count(self._bir_certificate_domain())
                if certificates.has_access("read")
                else 0
            )
        return values

    def _bir_certificate_domain(self):
        """An internal user sees here what that user would see as a payee."""
        return (
            Domain("partner_id", "=", request.env.user.commercial_partner_id.id)
            & Domain("direction", "=", "issued")
            & Domain("state", "in", ("issued", "superseded"))
        )

    @http.route(
        ["/my/bir-certificates", "/my/bir-certificates/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_bir_certificates(self, page=1, **kw):
        certificates = request.env["ipai.bir.certificate"]
        domain = self._bir_certificate_domain()
        page_values = pager(
            url="/my/bir-certificates",
            total=certificates.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "bir_certificate",
            "certificates": certificates.search(
                domain, limit=self._items_per_page, offset=page_values["offset"]
            ),
            "pager": page_values,
        }
        return request.render("ipai_bir_withholding.portal_my_certificates", values)

    @http.route(
        "/my/bir-certificates/<int:certificate_id>", type="http", auth="public", website=True
    )
    def portal_my_bir_certificate(
        self, certificate_id, access_token=None, download=False, **kw
    ):
        try:
            certificate = self._document_check_access(
                "ipai.bir.certificate", certificate_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if certificate.direction != "issued" or certificate.state not in ("issued", "superseded"):
            return request.redirect("/my")
        if download:
            return self._bir_certificate_file(certificate)
        values = {"page_name": "bir_certificate", "doc": certificate, "token": access_token}
        return request.render("ipai_bir_withholding.portal_my_certificate", values)

    def _bir_certificate_file(self, certificate):
        """Serve the document as it was issued, never a new rendering."""
        stream = request.env["ir.binary"]._get_stream_from(
            certificate.sudo().attachment_id, "raw"
        )
        return stream.get_response(as_attachment=True)
