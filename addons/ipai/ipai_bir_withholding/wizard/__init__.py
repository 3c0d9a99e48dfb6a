from . import ipai_bir_certificate_batch
