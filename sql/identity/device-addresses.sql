-- purpose: addresses of set-top boxes, those not stored yet
-- parameters: days, devices, names, ips, netmasks, gateways: arrays of one length, sorted
-- expected plan: insert with index look-ups on identity.device_address
INSERT INTO identity.device_address (day, device_key, interface, ip, netmask, gateway)
SELECT * FROM unnest(:days, :devices, :names, :ips, :netmasks, :gateways)
ON CONFLICT DO NOTHING
