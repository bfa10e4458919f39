"""Every page, by reader. Pages of a town stand under its slug."""

from django.urls import include, path

from huying.web.account.urls import town_pages as account_pages
from huying.web.account.urls import urlpatterns as account_urls
from huying.web.admin.urls import pages as admin_pages
from huying.web.audit.urls import pages as audit_pages
from huying.web.cases.urls import pages as case_pages
from huying.web.consultations.urls import pages as consultation_pages
from huying.web.county.urls import urlpatterns as county_urls
from huying.web.deputy.urls import pages as deputy_pages
from huying.web.imports.urls import pages as import_pages
from huying.web.meetings.urls import pages as meeting_pages
from huying.web.office.urls import pages as office_pages
from huying.web.papers.urls import pages as paper_pages
from huying.web.public.urls import pages as public_pages
from huying.web.reports.urls import pages as report_pages
from huying.web.staff.urls import pages as staff_pages
from huying.web.station.urls import pages as station_pages
from huying.web.style.urls import urlpatterns as style_urls
from huying.web.suggestions.urls import pages as suggestion_pages
from huying.web.topics.urls import pages as topic_pages
from huying.web.unit.urls import pages as unit_pages
from huying.web.vane.urls import pages as vane_pages

urlpatterns = [
    *account_urls,
    *style_urls,
    path("county/", include(county_urls)),
    path(
        "<slug:town>/",
        include(
            [
                *public_pages,
                *account_pages,
                path("station/", include(station_pages)),
                path("deputy/", include(deputy_pages)),
                path("staff/", include(staff_pages)),
                path("office/", include(office_pages)),
                path("unit/", include(unit_pages)),
                path("cases/", include(case_pages)),
                path("suggestions/", include(suggestion_pages)),
                path("meetings/", include(meeting_pages)),
                path("papers/", include(paper_pages)),
                path("reports/", include(report_pages)),
                path("consultations/", include(consultation_pages)),
                path("topics/", include(topic_pages)),
                path("vane/", include(vane_pages)),
                path("imports/", include(import_pages)),
                path("admin/", include(admin_pages)),
                path("audit/", include(audit_pages)),
            ]
        ),
    ),
]
