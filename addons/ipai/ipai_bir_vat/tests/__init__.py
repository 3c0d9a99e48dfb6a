from . import test_slsp
from . import test_vat_return
