import type { Clock } from "@soft-landing/shared/clock";
import type { Dispatcher } from "undici";

/** Receives a response instead of `handler` and passes it on later, as if the target had sent it then. */
export function lateAnswer(
  handler: Dispatcher.DispatchHandler,
  delayMs: number,
  clock: Clock,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onResponseStart(controller, statusCode, headers, statusMessage) {
      controller.pause();
      clock.after(delayMs, () => {
        handler.onResponseStart?.(controller, statusCode, headers, statusMessage);
        controller.resume();
      });
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
    onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
  };
}
