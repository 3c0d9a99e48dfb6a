from . import test_slsp
from . import test_tour
from . import test_vat_return
