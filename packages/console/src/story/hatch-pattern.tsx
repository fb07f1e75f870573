import { failedHatch } from "@soft-landing/shared/answer-kinds";

const { widthPx, stripePx, angleDegrees } = failedHatch;

/** The stripes over failures, which `.fill-hatch` uses. Once in the document. */
export function HatchPattern() {
  return (
    <svg class="visually-hidden" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern
          id="hatch"
          width={widthPx}
          height={widthPx}
          patternUnits="userSpaceOnUse"
          patternTransform={`rotate(${angleDegrees})`}
        >
          <rect class="hatch-stripe" width={stripePx} height={widthPx} />
        </pattern>
      </defs>
    </svg>
  );
}
