-- wrk's hook between an answer and the next request of the same connection: times drawn from an exponential
-- distribution, so that requests arrive as from many people who do not know of each other. The one argument is the
-- mean in milliseconds; wrk waits whole milliseconds. Every run draws the same times.
local meanMs

function init(args)
  meanMs = tonumber(args[1])
  math.randomseed(1)
end

function delay()
  return math.floor(0.5 - meanMs * math.log(1 - math.random()))
end
