from . import test_alphalist
from . import test_certificate
from . import test_portal
from . import test_source
