import { expect } from 'vitest'
import { DAY_MS } from '../../src/kernel/clock/time.ts'
import type { Office } from './complaint-acts.ts'
import { type Stage, sign } from './stage.ts'

const WEEKS = [
  '地产公司已签收书面件，安排本周五现场勘查',
  '已现场勘查，确认外墙构造缝渗水，正在定方案',
  '方案已定：外墙重做防水，等施工单位报价',
  '施工单位已确定，下周一搭设吊篮',
  '外墙防水已做完两道，等闭水试验',
  '闭水试验合格，下周恢复内墙粉刷',
] as const

/** Six weeks in the hands of the developer: written over, followed up, and each week the owner reads how far it is (CMP-34, CMP-35). */
export async function developersComplaint(stage: Stage, office: Office): Promise<void> {
  await stage.begin('developer')
  const it = await office.opened({
    flat: '1-1-501',
    owner: '林晓雯',
    content: '次卧外墙渗水，墙皮成片脱落，开发商一直不来修',
    serviceItem: '房屋质量',
  })
  const [desk, officer] = [await office.who('周敏'), await office.who('保修事务员')]
  await desk.act(it.complaint, 'classify', { complaintClass: '2', party: 'developer' })
  const written = { party: 'developer', body: '翠湖地产客户服务中心', documentNo: 'DC-2026-118' }
  await desk.act(it.complaint, 'interim', { words: '已记下您的投诉，今天就书面报送地产公司' })
  await (await office.who('陈曦')).act(it.complaint, 'confirm', { valid: true })
  await desk.act(it.complaint, 'referOut', { ...written, coordinatorId: officer.me.account.id })

  const owner = await stage.device('phone')
  await stage.step('the owner opens his matter', owner, async () => {
    await owner.goto('/owner/')
    await owner.getByRole('button', { name: /林晓雯/ }).click()
    await owner.getByText('次卧外墙渗水').first().waitFor()
    await owner.goto(`/owner/matter/${it.matter.id}`)
    await owner.getByText('已转请有关单位办理，我们会定期向您反馈').waitFor()
    await owner.getByText('向您反馈进展').waitFor()
  })
  const phone = await stage.staff('phone', '保修事务员')
  for (const [week, words] of WEEKS.entries()) {
    await stage.moveTo(new Date(stage.now.getTime() + 6 * DAY_MS))
    await officer.act(it.complaint, 'track', { progress: `第 ${week + 1} 周：${words}` })
    if (week > 0) await officer.act(it.complaint, 'feedback', { words })
    else
      await stage.step('the coordinator tells the owner from his phone', phone, async () => {
        await phone.goto(`/staff/case/complaint/${it.complaint.id}/feedback`)
        await phone.getByLabel('反馈内容').fill(words)
        await phone.getByRole('button', { name: '向业主反馈' }).click()
        await phone.getByText('向业主反馈').last().waitFor()
        await phone.getByRole('list', { name: '经过' }).getByText(words, { exact: true }).waitFor()
      })
    await stage.step(`week ${week + 1} on the owner’s phone`, owner, async () => {
      await owner.getByText(words).waitFor()
      expect(await owner.getByText('已向您反馈外部单位的办理进展').count()).toBe(week + 1)
    })
  }
  const { clocks } = await office.page('周敏', it.complaint)
  expect(clocks.filter(({ clock, breachedAt }) => clock === 'feedback' && breachedAt !== null)).toEqual([])
  await stage.moveTo(new Date(stage.now.getTime() + DAY_MS))
  await stage.step('the work is done', phone, async () => {
    await phone.goto(`/staff/case/complaint/${it.complaint.id}/verify`)
    await phone.getByLabel('查核情况').fill('外墙构造缝防水失效，属房屋质量问题')
    await phone.getByText('房屋质量', { exact: true }).click()
    await phone.getByRole('button', { name: '查核' }).click()
    await phone.goto(`/staff/case/complaint/${it.complaint.id}/handle`)
    await phone.getByLabel('处理过程').fill('地产公司委托施工单位重做外墙防水')
    await phone.getByLabel('处理结果').fill('闭水试验合格，内墙已恢复')
    await phone.getByLabel('处理分析').fill('构造缝节点施工不到位')
    await phone.getByText('《建设工程质量管理条例》第四十条（最低保修期限）').click()
    await sign(phone.getByRole('img', { name: '签名板' }))
  })
  await stage.step('and signed for', phone, async () => {
    await phone.getByRole('button', { name: '处理完成' }).click()
    await phone.getByText('待答复').first().waitFor()
  })
  await desk.act(it.complaint, 'answer', { answer: '外墙防水已重做，闭水试验合格，内墙已恢复', way: 'face' })
  await stage.step('the owner is answered', owner, async () => {
    await owner.getByText('我们已答复您的投诉').waitFor()
  })
}
