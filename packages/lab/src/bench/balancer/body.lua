-- Each request is a POST with the same body. The one argument is its length in bytes.
function init(args)
  wrk.method = "POST"
  wrk.body = string.rep("x", tonumber(args[1]))
end
