"""Answers of the two feeds as they document them. All values are invented except the region numbers 16, 28 and 50."""

import json
from datetime import UTC, datetime

MORNING = datetime(2025, 6, 11, 7, 30, tzinfo=UTC)
LUHANSK = {
    "id": 8757,
    "location_title": "Луганська область",
    "location_type": "oblast",
    "started_at": "2022-04-04T16:45:39.000Z",
    "finished_at": None,
    "updated_at": "2025-06-01T08:04:26.316Z",
    "alert_type": "air_raid",
    "location_uid": "16",
    "location_oblast": "Луганська область",
    "location_oblast_uid": "16",
    "location_raion": None,
    "notes": "За повідомленням голови ОВА",
    "calculated": False,
}
KRAMATORSK = LUHANSK | {
    "id": 61001,
    "location_title": "Краматорський район",
    "location_type": "raion",
    "started_at": "2025-06-11T07:12:05.000Z",
    "updated_at": "2025-06-11T07:12:06.120Z",
    "location_uid": "50",
    "location_oblast": "Донецька область",
    "location_oblast_uid": "28",
    "location_raion": "Краматорський район",
    "notes": "",
}
HROMADA = KRAMATORSK | {
    "id": 61002,
    "location_title": "Костянтинівська територіальна громада",
    "location_type": "hromada",
    "started_at": "2025-06-11T07:20:41.000Z",
    "updated_at": "2025-06-11T07:20:41.900Z",
    "alert_type": "artillery_shelling",
    "location_uid": "9001",
    "notes": None,
    "calculated": True,
}
DONETSK_STATE = {
    "regionId": "28",
    "regionType": "State",
    "regionName": "Донецька область",
    "regionEngName": "Donetska region",
    "lastUpdate": "2025-06-11T07:21:00Z",
    "activeAlerts": [{"regionId": "28", "regionType": "State", "type": "AIR", "lastUpdate": "2025-06-11T07:12:05Z"}],
}
KRAMATORSK_DISTRICT = {
    "regionId": "50",
    "regionType": "District",
    "regionName": "Краматорський район",
    "regionEngName": "Kramatorskyi district",
    "lastUpdate": "2025-06-11T07:21:00Z",
    "activeAlerts": [
        {"regionId": "50", "regionType": "District", "type": "ARTILLERY", "lastUpdate": "2025-06-11T07:20:41Z"}
    ],
}


def alerts(*entries):
    return json.dumps({"alerts": list(entries), "meta": {"last_updated_at": "2025/06/11"}}).encode()


def regions(*entries):
    return json.dumps(list(entries)).encode()
