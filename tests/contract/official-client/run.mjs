// HubSpot's own client library against Bellhop's hub.
//
// Called with the hub's URL and token, as arguments or as HUB_URL and HUB_TOKEN. Every mismatch between the hub and
// what the library reads fails a test, and the process ends with 1. The library speaks the v3 and v4 paths only; the
// dated ones have the same shapes and are covered by the hub's own contract tests.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import hubspot from '@hubspot/api-client'

const [url = process.env.HUB_URL, token = process.env.HUB_TOKEN] = process.argv.slice(2)
assert.ok(url && token, 'usage: node run.mjs URL TOKEN')

const client = new hubspot.Client({ accessToken: token, basePath: url, numberOfApiCallRetries: 0 })
const { crm, files } = client
const unique = Date.now().toString(36)

/** The error of a call that must fail with this status. */
async function refused(status, call) {
  try {
    await call
  } catch (error) {
    assert.equal(error.code, status, `${error.message}`)
    return error.body
  }
  assert.fail(`the call should have failed with ${status}`)
}

function newTicket(properties) {
  return crm.tickets.basicApi.create({
    properties: { hs_pipeline: '0', hs_pipeline_stage: '1', ...properties },
    associations: [],
  })
}

test('a ticket is created, read, changed, listed and archived', async () => {
  const made = await newTicket({ subject: `Printer ${unique}`, hs_ticket_priority: 'HIGH' })
  assert.match(made.id, /^\d+$/)
  assert.ok(made.createdAt instanceof Date && !Number.isNaN(made.createdAt.valueOf()))
  assert.equal(made.archived, false)

  const read = await crm.tickets.basicApi.getById(made.id, ['subject', 'hs_is_closed', 'content'], ['subject'])
  assert.equal(read.properties.subject, `Printer ${unique}`)
  assert.equal(read.properties.hs_is_closed, 'false')
  assert.equal(read.properties.content, null)
  assert.equal(read.propertiesWithHistory.subject[0].value, `Printer ${unique}`)
  assert.ok(read.propertiesWithHistory.subject[0].timestamp instanceof Date)

  const closed = await crm.tickets.basicApi.update(made.id, { properties: { hs_pipeline_stage: '4' } })
  assert.equal(closed.properties.hs_is_closed, 'true')
  assert.ok(closed.updatedAt >= made.updatedAt)

  const ids = []
  let after
  do {
    const page = await crm.tickets.basicApi.getPage(3, after, ['subject'])
    ids.push(...page.results.map((ticket) => ticket.id))
    after = page.paging?.next?.after
  } while (after)
  assert.ok(ids.includes(made.id))
  assert.equal(new Set(ids).size, ids.length, 'no ticket is listed twice')

  await crm.tickets.basicApi.archive(made.id)
  const gone = await refused(404, crm.tickets.basicApi.getById(made.id))
  assert.equal(gone.category, 'OBJECT_NOT_FOUND')
  const archived = await crm.tickets.basicApi.getById(made.id, undefined, undefined, undefined, true)
  assert.equal(archived.archived, true)
})

test('a write that does not fit is refused with codes', async () => {
  const made = await newTicket({ subject: 'valid' })
  const body = await refused(400, crm.tickets.basicApi.update(made.id, { properties: { hs_ticket_priority: 'SOON', nope: '1' } }))
  assert.equal(body.category, 'VALIDATION_ERROR')
  const codes = body.errors.map((error) => error.code).sort()
  assert.deepEqual(codes, ['INVALID_OPTION', 'PROPERTY_DOESNT_EXIST'])
})

test('tickets are created, read, changed, upserted and archived in batches', async () => {
  const inputs = [1, 2].map((number) => ({
    properties: { subject: `batch ${unique} ${number}`, hs_pipeline: '0', hs_pipeline_stage: '1' },
    associations: [],
  }))
  const made = await crm.tickets.batchApi.create({ inputs })
  assert.equal(made.status, 'COMPLETE')
  assert.equal(made.results.length, 2)
  const ids = made.results.map(({ id }) => ({ id }))

  const read = await crm.tickets.batchApi.read({
    inputs: [...ids, { id: '1' }], properties: ['subject'], propertiesWithHistory: [],
  })
  assert.equal(read.results.length, 2)
  assert.equal(read.numErrors, 1)
  assert.deepEqual(read.errors[0].context.ids, ['1'])

  const changed = await crm.tickets.batchApi.update({
    inputs: ids.map(({ id }) => ({ id, properties: { hs_ticket_priority: 'LOW' } })),
  })
  assert.ok(changed.results.every((ticket) => ticket.properties.hs_ticket_priority === 'LOW'))

  const email = `upsert-${unique}@example.com`
  const upsert = () => crm.contacts.batchApi.upsert({
    inputs: [{ id: email, idProperty: 'email', properties: { email, firstname: 'Up' } }],
  })
  const first = await upsert()
  const second = await upsert()
  assert.equal(first.results[0]._new, true)
  assert.equal(second.results[0]._new, false)
  assert.equal(first.results[0].id, second.results[0].id)

  await crm.tickets.batchApi.archive({ inputs: ids })
  const after = await crm.tickets.batchApi.read({ inputs: ids, properties: [], propertiesWithHistory: [] })
  assert.equal(after.results.length, 0)
})

test('search filters, sorts, pages and counts', async () => {
  const subject = `search ${unique}`
  for (const priority of ['LOW', 'HIGH', 'HIGH']) await newTicket({ subject, hs_ticket_priority: priority })
  const filters = [
    { propertyName: 'subject', operator: 'EQ', value: subject },
    { propertyName: 'hs_ticket_priority', operator: 'IN', values: ['HIGH', 'URGENT'] },
    { propertyName: 'hs_lastmodifieddate', operator: 'GT', value: '0' },
  ]
  const request = {
    filterGroups: [{ filters }], sorts: ['hs_lastmodifieddate'], properties: ['subject'], limit: 1, after: '0',
  }
  // The index may lag behind; wait for it, as every client has to.
  let page
  for (let attempt = 0; attempt < 50; attempt += 1) {
    page = await crm.tickets.searchApi.doSearch(request)
    if (page.total === 2) break
    await new Promise((resume) => setTimeout(resume, 250))
  }
  assert.equal(page.total, 2)
  assert.equal(page.results[0].properties.subject, subject)
  assert.equal(page.paging.next.after, '1')
  const rest = await crm.tickets.searchApi.doSearch({ ...request, after: page.paging.next.after })
  assert.equal(rest.results.length, 1)
  assert.notEqual(rest.results[0].id, page.results[0].id)
  assert.equal(rest.paging, undefined)
  await refused(400, crm.tickets.searchApi.doSearch({ ...request, after: '10000', limit: 10 }))
})

test('contacts and companies are tied to tickets in both directions', async () => {
  const email = `ann-${unique}@example.com`
  const contact = await crm.contacts.basicApi.create({ properties: { email, firstname: 'Ann' }, associations: [] })
  const company = await crm.companies.basicApi.create({ properties: { name: `Acme ${unique}` }, associations: [] })
  const ticket = await crm.tickets.basicApi.create({
    properties: { subject: 'tied', hs_pipeline_stage: '1' },
    associations: [{ to: { id: contact.id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 16 }] }],
  })
  const byEmail = await crm.contacts.basicApi.getById(email, ['email'], undefined, ['tickets'], undefined, 'email')
  assert.equal(byEmail.id, contact.id)
  assert.deepEqual(byEmail.associations.tickets.results.map(({ id, type }) => ({ id, type })), [
    { id: ticket.id, type: 'contact_to_ticket' },
  ])
  const conflict = await refused(409, crm.contacts.basicApi.create({ properties: { email }, associations: [] }))
  assert.equal(conflict.category, 'CONFLICT')

  const v4 = crm.associations.v4
  await v4.basicApi.createDefault('tickets', ticket.id, 'companies', company.id)
  const list = await v4.basicApi.getPage('tickets', ticket.id, 'companies')
  assert.equal(String(list.results[0].toObjectId), company.id)
  assert.equal(list.results[0].associationTypes[0].typeId, 339)
  const primary = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 26 }]
  const labelled = await v4.basicApi.create('tickets', ticket.id, 'companies', company.id, primary)
  assert.deepEqual(labelled.labels, ['Primary'])

  const read = await v4.batchApi.getPage('tickets', 'contacts', { inputs: [{ id: ticket.id }, { id: '1' }] })
  assert.equal(read.results[0]._from.id, ticket.id)
  assert.equal(String(read.results[0].to[0].toObjectId), contact.id)
  assert.equal(read.numErrors, 1)

  await v4.batchApi.archive('tickets', 'contacts', { inputs: [{ _from: { id: ticket.id }, to: [{ id: contact.id }] }] })
  const after = await v4.basicApi.getPage('tickets', ticket.id, 'contacts')
  assert.equal(after.results.length, 0)
})

test('pipelines and properties describe what tickets can be', async () => {
  const pipelines = await crm.pipelines.pipelinesApi.getAll('tickets')
  const support = pipelines.results.find(({ id }) => id === '0')
  assert.equal(support.stages.length, 4)
  assert.equal(support.stages[3].metadata.ticketState, 'CLOSED')
  const stage = await crm.pipelines.pipelineStagesApi.getById('tickets', '0', '4')
  assert.equal(stage.label, 'Closed')

  const all = await crm.properties.coreApi.getAll('tickets')
  const priority = all.results.find(({ name }) => name === 'hs_ticket_priority')
  assert.deepEqual(priority.options.map(({ value }) => value), ['LOW', 'MEDIUM', 'HIGH', 'URGENT'])
  assert.equal(all.results.find(({ name }) => name === 'hs_is_closed').modificationMetadata.readOnlyValue, true)
  const name = `order_${unique}`
  const made = await crm.properties.coreApi.create('tickets', {
    name, label: 'Order', type: 'string', fieldType: 'text', groupName: 'ticketinformation',
  })
  assert.equal(made.name, name)
  const changed = await crm.properties.coreApi.update('tickets', name, { label: 'Order number' })
  assert.equal(changed.label, 'Order number')
  await crm.properties.coreApi.archive('tickets', name)
  await refused(404, crm.properties.coreApi.getByName('tickets', name))
})

test('owners and users are the same people under two ids', async () => {
  const owners = await crm.owners.ownersApi.getPage()
  assert.ok(owners.results.length > 0)
  const [owner] = owners.results
  assert.notEqual(owner.id, String(owner.userId))
  const byUser = await crm.owners.ownersApi.getById(owner.userId, 'userId')
  assert.equal(byUser.id, owner.id)
  const users = await client.settings.users.usersApi.getPage()
  assert.ok(users.results.some(({ id }) => id === String(owner.userId)))
  const ticket = await newTicket({ subject: 'owned', hubspot_owner_id: owner.id })
  assert.equal(ticket.properties.hubspot_owner_id, owner.id)
})

test('a file is uploaded, described, signed, fetched without the token and deleted', async () => {
  const file = await files.filesApi.upload(
    { data: Buffer.from('hello'), name: 'hello.txt' },
    undefined, `/contract/${unique}`, undefined, undefined, JSON.stringify({ access: 'PRIVATE' }),
  )
  assert.equal(file.extension, 'txt')
  assert.equal(file.size, 5)
  assert.equal((await files.filesApi.getById(file.id)).path, `/contract/${unique}/hello.txt`)
  const signed = await files.filesApi.getSignedUrl(file.id)
  assert.ok(!signed.url.startsWith(url), 'bytes live on another origin')
  assert.ok(signed.expiresAt > new Date())
  assert.equal(await (await fetch(signed.url)).text(), 'hello')
  const found = await files.filesApi.doSearch(undefined, undefined, 10, undefined, undefined, [Number(file.id)])
  assert.equal(found.results[0].id, file.id)
  await files.filesApi.archive(file.id)
  await refused(404, files.filesApi.getById(file.id))
})

test('an unknown token is refused', async () => {
  const stranger = new hubspot.Client({ accessToken: 'pat-nobody', basePath: url, numberOfApiCallRetries: 0 })
  const body = await refused(401, stranger.crm.tickets.basicApi.getPage())
  assert.equal(body.category, 'INVALID_AUTHENTICATION')
})
