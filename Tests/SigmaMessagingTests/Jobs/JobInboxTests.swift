import SigmaPorts
import Testing

@testable import SigmaMessaging

@Suite("Job inbox", .timeLimit(.minutes(10)))
struct JobInboxTests {
    private let inbox = JobInbox(prefetch: 2)
    private let job = jobs(1...1)[0]

    @Test("the same job twice is work once, whether it waits or is at work")
    func repetition() async throws {
        #expect(inbox.put(RabbitMessage(job: job), tag: 1))
        #expect(!inbox.put(RabbitMessage(job: job), tag: 2))
        let held = try await inbox.next()
        #expect(held.tag == 1 && !inbox.put(RabbitMessage(job: job), tag: 3))
        inbox.settle(held)
        #expect(inbox.put(RabbitMessage(job: job), tag: 4))
    }

    @Test("a retry that comes back before its failure is settled is not taken for a repetition")
    func earlyRetry() async throws {
        #expect(inbox.put(RabbitMessage(job: job), tag: 1))
        let first = try await inbox.next()
        #expect(inbox.put(RabbitMessage(job: job, attempts: 1, reason: "no data yet"), tag: 2))
        let second = try await inbox.next()
        #expect(second.tag == 2 && second.message.attempt == 2)
        inbox.settle(first)
        #expect(inbox.delivery(JobLease(id: job.id, owner: "one", attempt: 1)) == nil)
        #expect(inbox.delivery(JobLease(id: job.id, owner: "one", attempt: 2))?.tag == 2)
    }

    @Test("deliveries of a connection that is gone are no longer held")
    func lostConnection() async throws {
        #expect(inbox.put(RabbitMessage(job: job), tag: 1))
        let first = try await inbox.next()
        inbox.lose()
        #expect(inbox.delivery(JobLease(id: job.id, owner: "one", attempt: 1)) == nil)
        #expect(inbox.put(RabbitMessage(job: job), tag: 1) && first.generation != inbox.generation)
    }
}
