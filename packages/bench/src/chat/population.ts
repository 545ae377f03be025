/** The people of the bench: rooms of twenty, and one room of very many. */
export interface Population {
  readonly rooms: number
  readonly big: number
}

export const PEOPLE_A_ROOM = 20

/** Batch, and so room, by its number. */
export const roomName = (room: number): string => `room-${room}`
export const bigRoom = 'room-big'

/** Who takes part in a room; ids as the platform would choose them. */
export const personIn = (room: string, member: number): string => `${room}.p${member}`

/** Every room with its people. */
export function roomsOf({ rooms, big }: Population): Map<string, string[]> {
  const people = (room: string, count: number) => Array.from({ length: count }, (_, member) => personIn(room, member))
  return new Map([
    ...Array.from({ length: rooms }, (_, room): [string, string[]] => {
      const name = roomName(room)
      return [name, people(name, PEOPLE_A_ROOM)]
    }),
    [bigRoom, people(bigRoom, big)],
  ])
}

/** The seats of so many rooms: neighbours in the list are in different rooms. */
export function smallRooms<Seat>(rooms: number, seat: (room: string, member: number) => Seat): Seat[] {
  return Array.from({ length: rooms * PEOPLE_A_ROOM }, (_, index) =>
    seat(roomName(index % rooms), Math.floor(index / rooms)),
  )
}
