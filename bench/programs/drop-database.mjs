/** Drops a database of PostgreSQL, whoever uses it: `node drop-database.mjs ADDRESS NAME`. */
import pg from 'pg';

const [address, name] = process.argv.slice(2);
const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 5_000 });
await client.connect();
await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
await client.end();
