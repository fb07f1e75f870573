import {
  GetParametersByPath$,
  type GetParametersByPathRequest,
  type GetParametersByPathResult,
  InvalidNextToken,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import { byPathKeys, checkFilters, malformedPath, matchesFilters } from "./parameter-filters.ts";
import { isBelowPath, isWellFormedName, judgedParameter } from "./parameter-reference.ts";
import { parameterShape } from "./parameter-shape.ts";
import type { SsmState } from "./ssm-state.ts";

const mostPerPage = 10;

export const getParametersByPath: Operation<SsmState, GetParametersByPathRequest, GetParametersByPathResult> =
  {
    schema: GetParametersByPath$,
    honours: {
      MaxResults: true,
      NextToken: true,
      ParameterFilters: { Key: true, Option: true, Values: true },
      Path: true,
      Recursive: true,
      WithDecryption: true,
    },
    resource: ({ Path = "" }, place) => judgedParameter(Path, place),
    handle(input, state) {
      state.reads.spend();
      checkConstraints(input, {
        Path: { required: true, minLength: 1, maxLength: 2048 },
        MaxResults: { min: 1, max: mostPerPage },
      });
      const path = (input.Path ?? "").trim();
      if (path !== "/" && (!path.startsWith("/") || !isWellFormedName(path.replace(/\/$/, "")))) {
        throw malformedPath();
      }
      const filters = input.ParameterFilters ?? [];
      checkFilters(filters, byPathKeys);
      const matching = state.parameters
        .all()
        .filter(({ name }) => isBelowPath(name, path, input.Recursive ?? false))
        .filter((parameter) => matchesFilters(parameter, filters));
      const page = pageOf(
        matching,
        input.MaxResults ?? mostPerPage,
        input.NextToken,
        () => new InvalidNextToken({ message: "The specified token isn't valid.", $metadata: {} }),
      );
      return {
        Parameters: page.items.flatMap((parameter) => {
          const version = parameter.versions.at(-1);
          return version
            ? parameterShape({ parameter, version, decrypted: input.WithDecryption ?? false }, state)
            : [];
        }),
        NextToken: page.nextToken,
      };
    },
  };
