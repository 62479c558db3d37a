/** For a transaction that copies: values have the same text whatever the server and the role are set to. */
export const FIXED_COPY_TEXT = `set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
  set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true)`
