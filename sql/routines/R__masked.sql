-- purpose: identities as those see them who may not: none. Reports without persons read these views, so that the role
-- tmc_report needs no right to the schema identity.
CREATE SCHEMA IF NOT EXISTS masked;
COMMENT ON SCHEMA masked IS 'The tables of schema identity without a row, for reports without persons.';
CREATE OR REPLACE VIEW masked.call AS SELECT * FROM identity.call WHERE false;
CREATE OR REPLACE VIEW masked.participant AS SELECT * FROM identity.participant WHERE false;
CREATE OR REPLACE VIEW masked.address AS SELECT * FROM identity.address WHERE false;
CREATE OR REPLACE VIEW masked.device AS SELECT * FROM identity.device WHERE false;
