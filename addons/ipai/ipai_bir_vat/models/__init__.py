from . import ipai_bir_slsp_line
from . import ipai_bir_vat_adjustment
from . import ipai_bir_vat_return
from . import ipai_bir_vat_return_workflow
from . import ipai_bir_vat_return_file
