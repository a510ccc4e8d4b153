"""The reference tables of a small organisation, as files of a workspace."""
# ruff: noqa: E501 - tables

from __future__ import annotations

from pathlib import Path

from shadowscan.workspace import Workspace, open_workspace

SETTINGS = """\
organisation: Harbour Mutual Insurance
industry: insurance
currency: EUR
privacy: {pseudonymise: true, small_group: 3}
access:
  anna@harbour.example: {role: brm, units: [claims]}
  rolf@harbour.example: {role: brm, units: [retail, wealth-7]}
  brm-all@harbour.example: {role: brm, units: ["*"]}
  cio@harbour.example: {role: steering, units: ["*"]}
  analyst@harbour.example: {role: analyst, units: ["*"]}
  admin@harbour.example: {role: admin, units: ["*"]}
  ines@harbour.example: {role: investigator, units: [claims]}
unions:
  retail and wealth: [retail, wealth-7]
"""

TABLES = {
    "business_units.csv": """\
business_unit_id,name,parent_id,head,brm_email
ops,Operations,,Olga Petrov,ops-brm@harbour.example
claims,Claims Handling,ops,Clara Jensen,anna@harbour.example
claims-motor,Motor Claims,claims,,anna@harbour.example
retail,Retail Insurance,,Rita Moreau,rolf@harbour.example
wealth-7,Wealth Management,,,rolf@harbour.example
it,Information Technology,,,
""",
    "people.csv": """\
person_id,email,name,business_unit_id,cost_centre,status,left_on
E1001,clara.jensen@harbour.example,Clara Jensen,claims,CC-10,active,
E1002,tom.berg@harbour.example,Tom Berg,claims,CC-10,active,
E2001,rita.moreau@harbour.example,Rita Moreau,retail,CC-20,active,
E2002,nadia.haddad@harbour.example,Nadia Haddad,retail,CC-20,left,2026-05-31
""",
    "cost_centres.csv": """\
cost_centre,business_unit_id,valid_from,valid_to
CC-10,claims,,
CC-20,retail,2025-01-01,
""",
    "services.csv": """\
service_id,name,type,status,description,owner,support_group,criticality,capabilities,offered_to,agreed_with,agreed_on
svc-collab,Team workspace,it,live,Chat and boards; asked for by Retail Insurance,Clara Jensen,Workplace,important,team-messaging;visual-collaboration,*,claims;retail,2025-02-01
svc-crm,Customer records,it,live,One view of the customer,Sales systems,CRM team,business_critical,crm,retail,retail,2025-03-01
svc-survey,Surveys,it,draft,,,,normal,forms-feedback,,,
svc-claims,Claims processing,business,live,Handling a claim from notice to payment,Head of claims,Claims desk,business_critical,,claims,claims,2024-01-15
""",
    "service_products.csv": """\
service_id,vendor,product,channel,contract_id,annual_cost,currency,seats,renewal_date,notice_days
svc-collab,Slack,,central contract,CT-1,24000.00,EUR,400,2027-01-31,90
svc-crm,Salesforce,,central contract,CT-2,90000.00,EUR,150,2026-12-31,60
""",
    "service_links.csv": "service_id,underpins_id\nsvc-collab,svc-claims\n",
    "initiatives.csv": """\
initiative_id,name,business_unit_id,sponsor,it_sponsor,priority,status,start,end,capabilities,target_outcome,target_value
ini-fast,Faster claims,claims,Clara Jensen,CIO office,1,active,2026-01-01,2026-12-31,visual-collaboration,Two days less for each claim,1.2 million a year
ini-shop,Online shop,retail,Rita Moreau,CIO office,2,approved,2026-03-01,,crm;ecommerce,Sell online,
ini-all,Less paper,*,,,3,proposed,,,documents-esign,,
""",
    "initiative_services.csv": """\
initiative_id,service_id,role
ini-fast,svc-collab,underpins
ini-shop,svc-crm,needs
""",
    "slas.csv": """\
sla_id,service_id,business_unit_id,measure,target,unit,better,requirements_on,negotiated_on,agreed_on,reported_on,reviewed_on
sla-1,svc-collab,*,Availability,99.5,percent,higher,2024-11-01,2024-12-01,2025-01-01,2026-06-05,2026-03-01
sla-2,svc-crm,retail,Time to answer,4,hours,lower,2024-11-01,2024-12-01,2025-01-01,2024-12-05,
sla-3,svc-claims,claims,Time to restore,8,hours,lower,,,,,
""",
    "sla_results.csv": """\
sla_id,period,value
sla-1,2026-01,99.9
sla-1,2026-02,99.1
sla-1,2026-03,99.8
sla-1,2026-04,99.7
sla-1,2026-05,99.9
sla-1,2026-06,99.9
sla-2,2026-06,3
""",
    "market.csv": """\
seen_on,industry,organisation,product,capability,claim,source
2026-04-01,insurance,Example Re,Miro,visual-collaboration,Workshops in half the time,Trade press
""",
    "policy.csv": """\
vendor,product,ruling,reason,until
Dropbox,,prohibited,Data of Retail Insurance left the EU in 2025,
Miro,,tolerated,Agreed with claims until the tender is done,2026-12-31
""",
}


def make_workspace(folder: Path) -> Workspace:
    """Write the organisation's files into a folder and open it."""
    (folder / "reference").mkdir(parents=True)
    (folder / "shadowscan.yaml").write_text(SETTINGS, encoding="utf-8")
    for name, text in TABLES.items():
        (folder / "reference" / name).write_text(text, encoding="utf-8")
    return open_workspace(folder)
