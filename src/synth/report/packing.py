"""Office files whose bytes depend on nothing but what is in them: no clock, no order of writing."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = "2000-01-01T00:00:00Z"
MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)")


def settle(content: bytes) -> bytes:
    """Return a package of Office Open XML without the moment at which it was written.

    >>> from openpyxl import Workbook
    >>> one, other = BytesIO(), BytesIO()
    >>> Workbook().save(one), Workbook().save(other)
    (None, None)
    >>> settle(one.getvalue()) == settle(other.getvalue())
    True
    """
    settled = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(settled, "w") as package:
        for name in given.namelist():
            part = given.read(name)
            if name == "docProps/core.xml":
                part = MOMENT.sub(rb"\g<1>" + EPOCH.encode() + rb"\g<3>", part)
            entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            package.writestr(entry, part, compress_type=ZIP_DEFLATED)
    return settled.getvalue()
