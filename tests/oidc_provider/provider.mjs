// A real OpenID provider for tests: its own pages, any password; a login "wang" has the claims of the person wang.
// Arguments: port, and the configuration as JSON (clients, and what else is to be otherwise).
import Provider from "oidc-provider";

const [port, configured] = [Number(process.argv[2]), JSON.parse(process.argv[3])];
const { people, ...configuration } = configured;

const provider = new Provider(`http://127.0.0.1:${port}`, {
  claims: { openid: ["sub"], profile: ["name", "employee_number"], phone: ["phone_number", "phone_number_verified"] },
  scopes: ["openid", "profile", "phone"],
  cookies: { keys: ["a key for tests only"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  pkce: { required: () => true },
  ...configuration,
});
provider.listen(port, "127.0.0.1");
