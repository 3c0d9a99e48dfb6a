const HOUR = 3_600_000;
/** Where a clock may be, in hours from the true time. */
const PLACES = [0, 0, 0, 2, -2, 26, -30, 75, -120, 24 * 400];

let shift = 0;
let giveBack = () => {};

/** What asks a database server: a client's prototype. */
interface Asking {
  query: (...args: never[]) => unknown;
}

/** The clock of this process and of the database server as backups see it, which a step can turn. */
export const clock = {
  /** Takes both clocks into our hands: this process's, and what the server says of a copy's instant. */
  hold(asking: Asking): void {
    const [trueNow, query] = [Date.now, asking.query];
    Date.now = () => trueNow() + shift;
    asking.query = async function (this: unknown, ...args) {
      const answer = (await query.apply(this, args)) as { rows?: { snapshot?: string; time?: Date }[] } | undefined;
      const row = answer?.rows?.[0];
      if (row?.snapshot && row.time instanceof Date) row.time = new Date(row.time.getTime() + shift);
      return answer;
    };
    giveBack = () => {
      Date.now = trueNow;
      asking.query = query;
    };
  },
  release(): void {
    shift = 0;
    giveBack();
  },
  turn(dice: number): void {
    shift = PLACES[Math.floor(dice * PLACES.length)]! * HOUR;
  },
  set(hours: number): void {
    shift = hours * HOUR;
  },
};
