-- purpose: keys of set-top boxes on their days, made where there are none
-- parameters: days, devices: arrays of one length, sorted by device and day
-- expected plan: index scans on identity.device (device_id, day)
INSERT INTO identity.device AS d (day, device_key, device_id)
SELECT w.day, coalesce(o.device_key, nextval('identity.device_seq')), w.device_id
FROM unnest(:days, :devices) WITH ORDINALITY AS w (day, device_id, position)
LEFT JOIN identity.device o ON o.device_id = w.device_id AND o.day = w.day
ORDER BY w.position
ON CONFLICT (device_id, day) DO UPDATE SET device_id = EXCLUDED.device_id
RETURNING d.day, d.device_key, d.device_id
