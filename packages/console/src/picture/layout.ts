/** A point or a box of the picture, in CSS pixels of its own drawing. */
export interface Point {
  x: number;
  y: number;
}
export interface Box extends Point {
  width: number;
  height: number;
}

/** A curve from `from` to `to` that starts and ends along the picture's direction. */
export interface Edge {
  from: Point;
  to: Point;
  vertical: boolean;
}

export interface InstanceBox extends Box {
  id: string;
}
export interface ZoneBox extends Box {
  name: string;
  instances: InstanceBox[];
}

/** Where everything is. The key of an instance's edge is the instance ID. */
export interface PictureLayout {
  width: number;
  height: number;
  vertical: boolean;
  client: Box;
  loadBalancer: Box;
  zones: ZoneBox[];
  table: Box;
  parameter: Box;
  clientEdge: Edge;
  targetEdges: ReadonlyMap<string, Edge>;
  tableEdges: ReadonlyMap<string, Edge>;
  parameterEdges: ReadonlyMap<string, Edge>;
}

/** Below this width the picture goes from top to bottom. */
export const uprightBelow = 640;

/** Up to two instances of a zone are side by side, so that a switch of builds moves nothing. */
const instancesInRow = 2;
const instanceHeight = 44;
const instanceGap = 6;
const zoneHead = 24;
const zonePad = 8;
const zoneGap = 8;
/** What the load balancer's box grows by for each target group that it tells of. */
const shareHeight = 34;
/** The shortest edge on which a moving dot is visible. */
const leastEdge = 34;

type Placed = { id: string; availabilityZone: string };

/**
 * Places the system for a width: client, load balancer, zones and services from left to right, or from top to
 * bottom if it is narrow.
 *
 * @param instances in the order in which they are shown, each in its zone
 * @param shares how many target groups the load balancer's box tells of
 */
export function layoutPicture(
  width: number,
  zones: readonly string[],
  instances: readonly Placed[],
  shares = 0,
): PictureLayout {
  const place = width < uprightBelow ? upright : sideways;
  return place(width, zones, instances, shares * shareHeight);
}

function sideways(
  width: number,
  zones: readonly string[],
  instances: readonly Placed[],
  moreBalancer: number,
): PictureLayout {
  const clientWidth = clamp(width * 0.16, 118, 146);
  const balancerWidth = clamp(width * 0.16, 112, 146);
  const serviceWidth = clamp(width * 0.22, 150, 208);
  const left = width - clientWidth - balancerWidth - serviceWidth;
  const zoneWidth = clamp(left * 0.62, 180, Math.min(320, left - 3 * leastEdge));
  const gap = (left - zoneWidth) / 3;
  const zoneX = clientWidth + balancerWidth + gap * 2;
  const zoneBoxes = stackedZones(zoneX, zoneWidth, zones, instances);
  const balancerHeight = 104 + moreBalancer;
  const height = Math.max(236, balancerHeight, bottomOf(zoneBoxes));
  const middle = height / 2;
  const client = box(0, middle - 46, clientWidth, 92);
  const loadBalancer = box(clientWidth + gap, middle - balancerHeight / 2, balancerWidth, balancerHeight);
  const table = box(width - serviceWidth, middle - 112, serviceWidth, 98);
  const parameter = box(width - serviceWidth, middle + 4, serviceWidth, 108);
  return {
    width,
    height,
    vertical: false,
    client,
    loadBalancer,
    zones: zoneBoxes,
    table,
    parameter,
    clientEdge: across(client, loadBalancer),
    targetEdges: edges(zoneBoxes, (instance, zone) => across(loadBalancer, instance, zone)),
    tableEdges: edges(zoneBoxes, (instance, zone) => across(within(instance, zone), table)),
    parameterEdges: edges(zoneBoxes, (instance, zone) => across(within(instance, zone), parameter)),
  };
}

/**
 * Edges to the services leave at the zone's border, so that they do not cross a neighbour in the same zone.
 */
function within(instance: Box, zone: Box): Box {
  return { ...instance, width: zone.x + zone.width - instance.x };
}

function upright(
  width: number,
  zones: readonly string[],
  instances: readonly Placed[],
  moreBalancer: number,
): PictureLayout {
  const client = box(width / 2 - 95, 0, 190, 76);
  const loadBalancer = box(width / 2 - 95, client.height + leastEdge, 190, 76 + moreBalancer);
  const zonesY = loadBalancer.y + loadBalancer.height + leastEdge;
  const columnGap = 6;
  const columns = Math.max(1, zones.length);
  const columnWidth = (width - columnGap * (columns - 1)) / columns;
  const most = Math.max(1, ...zones.map((zone) => inZone(instances, zone).length));
  const uprightInstance = 62;
  const zoneHeight = zoneHead + most * uprightInstance + (most - 1) * instanceGap + 5;
  const zoneBoxes = zones.map((name, index) => {
    const zone = box(index * (columnWidth + columnGap), zonesY, columnWidth, zoneHeight);
    const here = inZone(instances, name).map(({ id }, row) => ({
      id,
      ...box(
        zone.x + 5,
        zone.y + zoneHead + row * (uprightInstance + instanceGap),
        columnWidth - 10,
        uprightInstance,
      ),
    }));
    return { ...zone, name, instances: here };
  });
  const serviceY = zonesY + zoneHeight + leastEdge;
  const serviceWidth = (width - 10) / 2;
  const table = box(0, serviceY, serviceWidth, 112);
  const parameter = box(serviceWidth + 10, serviceY, serviceWidth, 112);
  return {
    width,
    height: serviceY + table.height,
    vertical: true,
    client,
    loadBalancer,
    zones: zoneBoxes,
    table,
    parameter,
    clientEdge: down(client, loadBalancer),
    targetEdges: edges(zoneBoxes, (instance) => down(loadBalancer, instance)),
    tableEdges: edges(zoneBoxes, (_, zone) => down(zone, table)),
    parameterEdges: edges(zoneBoxes, (_, zone) => down(zone, parameter)),
  };
}

function stackedZones(
  x: number,
  width: number,
  zones: readonly string[],
  instances: readonly Placed[],
): ZoneBox[] {
  const most = Math.max(1, ...zones.map((zone) => rowsOf(inZone(instances, zone).length)));
  const height = zoneHead + most * instanceHeight + (most - 1) * instanceGap + zonePad;
  return zones.map((name, index) => {
    const zone = box(x, index * (height + zoneGap), width, height);
    const here = inZone(instances, name);
    const abreast = Math.min(instancesInRow, Math.max(1, here.length));
    const room = width - 2 * zonePad - (abreast - 1) * instanceGap;
    const instanceWidth = room / abreast;
    return {
      ...zone,
      name,
      instances: here.map(({ id }, place) => ({
        id,
        ...box(
          x + zonePad + (place % instancesInRow) * (instanceWidth + instanceGap),
          zone.y + zoneHead + Math.floor(place / instancesInRow) * (instanceHeight + instanceGap),
          instanceWidth,
          instanceHeight,
        ),
      })),
    };
  });
}

function rowsOf(count: number): number {
  return Math.max(1, Math.ceil(count / instancesInRow));
}

function inZone(instances: readonly Placed[], zone: string): readonly Placed[] {
  return instances.filter(({ availabilityZone }) => availabilityZone === zone);
}

function bottomOf(boxes: readonly Box[]): number {
  return Math.max(0, ...boxes.map(({ y, height }) => y + height));
}

function box(x: number, y: number, width: number, height: number): Box {
  return { x, y, width, height };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** @param through if given, the edge ends at this box's border, at the height of `to` */
function across(from: Box, to: Box, through: Box = to): Edge {
  return {
    from: { x: from.x + from.width, y: from.y + from.height / 2 },
    to: { x: through.x, y: to.y + to.height / 2 },
    vertical: false,
  };
}

function down(from: Box, to: Box): Edge {
  return {
    from: { x: from.x + from.width / 2, y: from.y + from.height },
    to: { x: to.x + to.width / 2, y: to.y },
    vertical: true,
  };
}

function edges(
  zones: readonly ZoneBox[],
  make: (instance: InstanceBox, zone: ZoneBox) => Edge,
): ReadonlyMap<string, Edge> {
  return new Map(
    zones.flatMap((zone) => zone.instances.map((instance) => [instance.id, make(instance, zone)])),
  );
}

/** The edge as the `d` of an SVG path: one cubic curve. */
export function pathOf({ from, to, vertical }: Edge): string {
  const [a, b] = handles({ from, to, vertical });
  return `M${n(from.x)} ${n(from.y)}C${n(a.x)} ${n(a.y)} ${n(b.x)} ${n(b.y)} ${n(to.x)} ${n(to.y)}`;
}

/** The point at `t` from 0 (`from`) to 1 (`to`) of the same curve. */
export function pointOn(edge: Edge, t: number): Point {
  const [a, b] = handles(edge);
  const u = 1 - t;
  const [w0, w1, w2, w3] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: w0 * edge.from.x + w1 * a.x + w2 * b.x + w3 * edge.to.x,
    y: w0 * edge.from.y + w1 * a.y + w2 * b.y + w3 * edge.to.y,
  };
}

function handles({ from, to, vertical }: Edge): [Point, Point] {
  if (vertical) {
    const reach = (to.y - from.y) / 2;
    return [
      { x: from.x, y: from.y + reach },
      { x: to.x, y: to.y - reach },
    ];
  }
  const reach = (to.x - from.x) / 2;
  return [
    { x: from.x + reach, y: from.y },
    { x: to.x - reach, y: to.y },
  ];
}

function n(value: number): number {
  return Math.round(value * 10) / 10;
}
