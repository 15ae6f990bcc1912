-- Posts one body. "#" is replaced by a unique number per request.
local body = os.getenv('BENCH_BODY')
local isNumbered = body:find('#') ~= nil
local n = 0
wrk.method = 'POST'
wrk.body = body
wrk.headers['Content-Type'] = 'application/json'
wrk.headers['Accept-Language'] = 'en'
if isNumbered then
  local run = os.getenv('BENCH_RUN')
  request = function()
    n = n + 1
    return wrk.format(nil, nil, nil, (body:gsub('#', run .. 'n' .. n)))
  end
end
done = function(summary)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests":%d,"seconds":%f,"socketErrors":%d,"refused":%d}\n',
    summary.requests, summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
