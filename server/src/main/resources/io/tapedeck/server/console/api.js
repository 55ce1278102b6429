// Questions to the server. It answers errors as application/problem+json, whose words are made for people.

/** An answer that is an error: `message` has the server's words, `code` is for programs. */
export class Problem extends Error {
  constructor(status, said) {
    super(said.detail ?? said.title ?? 'the server answered ' + status);
    this.status = status;
    this.code = said.code ?? '';
    this.said = said;
  }
}

/** The address of a path with parameters; those that are null are left out. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value != null && value !== '') query.set(name, value);
  }
  return query.size ? path + '?' + query : path;
}

/** Sends a request and throws what is wrong with its answer. */
export async function send(path, parameters, options) {
  const answer = await fetch(address(path, parameters), options);
  if (answer.ok) return answer;
  let said = {};
  try {
    said = await answer.json();
  } catch {
    // Not from this server: the status is all that is known.
  }
  throw new Problem(answer.status, said);
}

/** Asks and reads the answer as JSON. */
export async function get(path, parameters, options) {
  return (await send(path, parameters, options)).json();
}
