-- What operators set at run time, beside the configuration that is fixed at start.

CREATE TABLE ops.setting (
    name       text PRIMARY KEY,
    value      text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ops.setting IS 'Settings that operators change at run time. A missing row means the default.';
COMMENT ON COLUMN ops.setting.name IS 'report.dataset: the data set of requests that name none.';
COMMENT ON COLUMN ops.setting.value IS 'The value; report.dataset: ms (default) or ui.';
COMMENT ON COLUMN ops.setting.changed_at IS 'Time of the last change.';
