-- purpose: drops carried readings that rollup_carried replaces, and from it those that are there already or are older:
-- when redaction has cut a box from its day before, what was carried over then still stands
-- parameters: none
-- plan: primary key of kpi.stb_counter
WITH same AS (
    DELETE FROM rollup_carried AS n
     USING kpi.stb_counter AS c
     WHERE (c.device_key, c.interface, c.day) = (n.device_key, n.interface, n.day)
       AND c.carried
       AND (c.at > n.at
            OR (c.at, c.received_bytes, c.received_packets, c.received_errors, c.received_discards,
                c.received_multicast, c.sent_bytes, c.sent_packets, c.sent_errors, c.speed_mbps, c.duplex)
               IS NOT DISTINCT FROM
               (n.at, n.received_bytes, n.received_packets, n.received_errors, n.received_discards,
                n.received_multicast, n.sent_bytes, n.sent_packets, n.sent_errors, n.speed_mbps, n.duplex))
 RETURNING n.device_key, n.interface, n.day)
DELETE FROM kpi.stb_counter AS c
 USING rollup_carried AS n
 WHERE (c.device_key, c.interface, c.day) = (n.device_key, n.interface, n.day)
   AND c.carried
   AND (n.device_key, n.interface, n.day) NOT IN (SELECT device_key, interface, day FROM same)
