import { expect, test } from "vitest";
import { recommendationItem, recommendations } from "../../src/plan/recommendations.ts";

test("each of four users has a show, under the ids that the server uses", () => {
  expect(recommendations.map(({ userId }) => userId)).toEqual(["1", "2", "3", "4"]);
  expect(new Set(recommendations.map(({ userName }) => userName)).size).toBe(4);
  expect(new Set(recommendations.map(({ tvShow }) => tvShow)).size).toBe(4);
});

test("the shows are those of the story", () => {
  expect(recommendations.map(({ userName, tvShow }) => `${userName}: ${tvShow}`)).toEqual([
    "Marisol: The Twilight Zone",
    "Desmond: The Dick Van Dyke Show",
    "Ingrid: Columbo",
    "Takeshi: Mission: Impossible",
  ]);
});

test("an item is written in DynamoDB's JSON", () => {
  expect(JSON.parse(recommendationItem({ userId: "1", userName: "Ann", tvShow: 'The "X"' }))).toEqual({
    UserId: { S: "1" },
    UserName: { S: "Ann" },
    TVShow: { S: 'The "X"' },
  });
});
