-- title: Set-top boxes: network
-- purpose: interface counters by box and interface; null where no difference is known, as for a first report
-- plan: the period's partitions, hash join with identity.device of the same days, sort, grouped
-- param: from instant
-- param: to instant
-- param: granularity choice default=hour values=hour,day
-- param: zone zone
-- param: groupBy list default=device,interface values=device,interface
-- param: device person
-- param: interface text
-- column: bucket unit=instant source=time title="Start of the hour or day"
-- column: device unit=name source=path by=device person=true title="Set-top box"
-- column: interface unit=name source=message by=interface title="Interface; empty when none was sent"
-- column: reports unit=reports source=count title="Reports"
-- column: receivedBytes unit=bytes source=message title="Bytes received"
-- column: receivedPackets unit=packets source=message title="Packets received"
-- column: receivedMulticastPackets unit=packets source=message title="Multicast packets received"
-- column: receivedErrorRatio unit=ratio source=message title="Packets received with errors of all received"
-- column: receivedDiscardRatio unit=ratio source=message title="Received packets discarded of all received"
-- column: sentBytes unit=bytes source=message title="Bytes sent"
-- column: sentPackets unit=packets source=message title="Packets sent"
-- column: sentErrorRatio unit=ratio source=message title="Packets not sent because of errors to those sent"
-- column: utilisation unit=ratio source=message title="Bits carried of what the link could carry"

WITH counted AS (
    SELECT {key} AS key,
           CASE WHEN {by.device} THEN coalesce(d.device_id, '***') ELSE '' END AS device,
           -- Boxes whose identity is gone stay apart.
           CASE WHEN {by.device} AND d.device_id IS NULL THEN q.device_key ELSE 0 END AS unknown_key,
           CASE WHEN {by.interface} THEN q.interface ELSE '' END AS interface,
           sum(q.reports) AS reports,
           sum(q.received_bytes) AS received_bytes,
           sum(q.received_packets) AS received_packets,
           sum(q.received_multicast) AS received_multicast,
           sum(q.received_errors) AS received_errors,
           sum(q.received_discards) AS received_discards,
           sum(q.sent_bytes) AS sent_bytes,
           sum(q.sent_packets) AS sent_packets,
           sum(q.sent_errors) AS sent_errors,
           sum(q.used_bits) AS used_bits,
           sum(q.capacity_bits) AS capacity_bits
    FROM kpi.stb_network_{grain} q
    LEFT JOIN {identity}.device d
        ON {by.device} AND d.device_key = q.device_key AND d.day BETWEEN :fromDay::date - 1 AND :toDay::date + 1
    WHERE {within}
      AND (:device::text IS NULL OR d.device_id = :device)
      AND (:interface::text IS NULL OR q.interface = :interface)
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    LIMIT :limit OFFSET :offset
)
SELECT {bucket} AS bucket,
       device,
       interface,
       reports::bigint AS reports,
       received_bytes AS "receivedBytes",
       received_packets AS "receivedPackets",
       received_multicast AS "receivedMulticastPackets",
       received_errors::float8 / nullif(received_packets, 0)::float8 AS "receivedErrorRatio",
       received_discards::float8 / nullif(received_packets, 0)::float8 AS "receivedDiscardRatio",
       sent_bytes AS "sentBytes",
       sent_packets AS "sentPackets",
       sent_errors::float8 / nullif(sent_packets, 0)::float8 AS "sentErrorRatio",
       used_bits::float8 / nullif(capacity_bits, 0)::float8 AS utilisation
FROM counted
ORDER BY 1, 2, unknown_key, 3
