import { z } from 'zod'
import { isInReach, OUT_OF_REACH } from '../clock/time.ts'
import { digest, noticeKind } from '../delivery/kinds.ts'
import { dutyTask, dutyTaskNames } from '../org/duty.ts'

const minutes = z
  .int('须是整数分钟')
  .min(1, '至少 1 分钟')
  .max(60 * 24 * 30, '最多 43200 分钟（30 天）')
const hours = z
  .int('须是整数小时')
  .min(1, '至少 1 小时')
  .max(24 * 60, '最多 1440 小时（60 天）')
const days = z.int('须是整数天').min(1, '至少 1 天').max(366, '最多 366 天')
const months = z.int().min(1).max(600)
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间须写成 08:30 这样')

/**
 * Settings of a project: one immutable snapshot per version. Figures that the handbook gives carry the rule id;
 * the others are the project's own choice and say so in their Chinese label.
 */
export const policySchema = z.strictObject({
  office: z
    .strictObject({
      opensAt: timeOfDay.default('08:30').meta({ label: '上班时间' }),
      closesAt: timeOfDay.default('18:00').meta({ label: '下班时间' }),
      lunchFrom: timeOfDay.default('12:00').meta({ label: '午休开始' }),
      lunchTo: timeOfDay.default('13:30').meta({ label: '午休结束' }),
    })
    // What no working calendar can be made of must never come into effect: every deadline rests on it.
    .refine(
      ({ opensAt, lunchFrom, lunchTo, closesAt }) =>
        opensAt < closesAt && opensAt <= lunchFrom && lunchFrom <= lunchTo && lunchTo <= closesAt,
      { message: '上班、午休开始、午休结束、下班须按时间先后', path: ['opensAt'] },
    )
    .prefault({}),
  clocks: z
    .strictObject({
      sameDayAfterClosing: z
        .enum(['next-working-day-close', 'midnight'])
        .default('next-working-day-close')
        .meta({ label: '下班后受理的“当天”' }),
      ladderStepMinutes: minutes.default(30).meta({ label: '逐级提醒间隔(分钟)' }),
    })
    .prefault({}),
  intake: z
    .strictObject({
      sortWithinMinutes: minutes
        .default(30)
        .meta({ label: '登记后判别派单(分钟,项目自定)', rules: ['INT-08', 'INT-12'] }),
      sortFileWithinHours: hours.default(8).meta({ label: '文件导入的诉求判别(小时,项目自定)', rules: ['INT-12'] }),
      followWithinHours: hours.default(4).meta({ label: '派单后首次跟进(小时,项目自定)', rules: ['INT-09'] }),
      replyWithinHours: hours.default(24).meta({ label: '处理人回复前台(小时)', rules: ['INT-16'] }),
      answerWithinHours: hours.default(24).meta({ label: '一般问题答复客户(小时)', rules: ['INT-18'] }),
      pageWithinMinutes: minutes.default(5).meta({ label: '紧急呼叫确认(分钟,项目自定)' }),
      pageStepMinutes: minutes.default(5).meta({ label: '紧急呼叫逐级提醒间隔(分钟,项目自定)' }),
      slipReceivedMinutes: minutes
        .default(30)
        .meta({ label: '工作联系单未签收视为已接收(分钟,项目自定)', rules: ['INT-15'] }),
      reportUpHours: hours.default(2).meta({ label: '需请示事项上报(小时)', rules: ['INT-17'] }),
      feedbackHours: hours.default(24).meta({ label: '请示事项反馈前台(小时)', rules: ['INT-17'] }),
      superiorAnswerHours: hours.default(4).meta({ label: '上级批示(小时,项目自定)', rules: ['INT-17'] }),
      majorAnswerHours: hours.default(48).meta({ label: '重大问题答复客户(小时)', rules: ['INT-19'] }),
      reportMajorMinutes: minutes.default(60).meta({ label: '重大问题报上级(分钟,项目自定)', rules: ['INT-19'] }),
      coordinateHours: hours.default(4).meta({ label: '经理协调(小时,项目自定)', rules: ['INT-20'] }),
      comeWithinMinutes: minutes
        .default(15)
        .meta({ label: '责任人会见、上门到达(分钟,项目自定)', rules: ['INT-04', 'INT-06'] }),
      visitWithinHours: hours.default(4).meta({ label: '未约时间的上门(小时,项目自定)', rules: ['INT-06'] }),
      replyNoteHours: hours.default(4).meta({ label: '代记后回复客户(小时,项目自定)', rules: ['INT-04'] }),
      recheckDays: z
        .int()
        .min(1)
        .max(366)
        .default(30)
        .meta({ label: '公示复查(天,项目自定)', rules: ['INT-07'] }),
      repostHours: hours.default(24).meta({ label: '公示缺失后补上(小时,项目自定)', rules: ['INT-07'] }),
      mannersMendHours: hours.default(72).meta({ label: '礼仪问题改进(小时,项目自定)', rules: ['INT-10'] }),
      chasesToRaise: z.int().min(1).max(20).default(2).meta({ label: '催单几次后提高优先级' }),
      groupWithinDays: z.int().min(1).max(365).default(60).meta({ label: '群诉识别的时间范围(天,项目自定)' }),
      groupFrom: z.int().min(2).max(20).default(3).meta({ label: '几件相似诉求起提示群诉(件,项目自定)' }),
    })
    .prefault({}),
  repair: z
    .strictObject({
      dispatchWithinMinutes: minutes.default(30).meta({ label: '受理后派单(分钟,项目自定)' }),
      takeWithinMinutes: minutes.default(30).meta({ label: '派单后领单(分钟,项目自定)' }),
      arriveWithinMinutes: minutes.default(15).meta({ label: '约定时间后到场(分钟)', rules: ['REP-04'] }),
      appointHours: hours.default(24).meta({ label: '等业主或到货后另约(小时,项目自定)' }),
      reviewWithinMinutes: minutes.default(30).meta({ label: '报评审到返场(分钟)', rules: ['REP-07'] }),
      quoteReplyHours: hours.default(24).meta({ label: '报价有效(小时,项目自定)' }),
      signWithinHours: hours.default(24).meta({ label: '完工后签认(小时,项目自定)', rules: ['REP-09', 'REP-10'] }),
      handInHours: hours.default(12).meta({ label: '收费上交收费员(小时,项目自定)', rules: ['REP-08'] }),
      invoiceHours: hours.default(72).meta({ label: '发票送到业主(小时,项目自定)', rules: ['REP-08'] }),
      callBackHours: hours.default(24).meta({ label: '入户维修回访(小时,项目自定)', rules: ['REP-12'] }),
      correctHours: hours.default(48).meta({ label: '不合格项纠正(小时,项目自定)', rules: ['REP-13'] }),
      fileHours: hours.default(72).meta({ label: '回访或核实后归档(小时,项目自定)', rules: ['REP-11'] }),
      linkHours: hours.default(24 * 14).meta({ label: '事项链接有效(小时)' }),
    })
    .prefault({}),
  estate: z
    .strictObject({
      handedOverOn: z.iso
        .date()
        .nullable()
        .default(null)
        .meta({ label: '房屋首次交付日', rules: ['CMP-42', 'CMP-43'] }),
      phased: z
        .boolean()
        .default(false)
        .meta({ label: '分期开发', rules: ['CMP-42', 'CMP-43'] }),
      areaSqm: z
        .int()
        .min(0)
        .max(100_000_000)
        .default(0)
        .meta({ label: '建筑面积(平方米)', rules: ['CMP-42'] }),
      publicClassA: z
        .boolean()
        .default(false)
        .meta({ label: 'A类公共物业', rules: ['CMP-41'] }),
    })
    .prefault({}),
  complaint: z
    .strictObject({
      warranty: z
        .strictObject({
          version: z.string().max(20).default('1.0').meta({ label: '版本' }),
          scope: z
            .string()
            .max(1000)
            .default('房屋交付后，在法定和约定的质量保修期内，由开发建设单位负责的房屋本体和配套设备的质量缺陷。')
            .meta({ label: '适用范围' }),
          steps: z
            .string()
            .max(3000)
            .default(
              '一、前台登记，保修事务员现场查验并拍照；二、判定责任方和保修范围，填维修单；三、书面报送开发建设单位，约定进场时间；四、跟进施工，按约定时间向业主反馈；五、完工后业主、保修事务员共同验收签字；六、影响较大的由保修办书面报上级，并跟进结果。',
            )
            .meta({ label: '流程步骤' }),
          effectiveOn: z.iso.date().refine(isInReach, OUT_OF_REACH).default('2026-01-01').meta({ label: '生效时间' }),
        })
        .prefault({})
        .meta({ label: '质量缺陷责任期内工程维修流程', rules: ['CMP-23'] }),
      monthlyDay: z
        .int()
        .min(1)
        .max(31)
        .default(28)
        .meta({ label: '月度汇总(每月几日前)', rules: ['CMP-41'] }),
      publishDay: z
        .int()
        .min(1)
        .max(31)
        .default(30)
        .meta({ label: '处理情况公布(每月几日前)', rules: ['CMP-44'] }),
      quarterAfterDays: days.default(10).meta({ label: '季度分析(季后几天内,项目自定)', rules: ['CMP-42', 'CMP-43'] }),
      largeAreaSqm: z
        .int()
        .min(1)
        .max(100_000_000)
        .default(100_000)
        .meta({ label: '须作季度分析的面积(平方米)', rules: ['CMP-42'] }),
      dataAfterDays: days.default(5).meta({ label: '投诉数据报告(月后几天内,项目自定)', rules: ['CMP-51'] }),
      reviewAfterDays: days.default(15).meta({ label: '管理评审输入(年后几天内,项目自定)', rules: ['CMP-26'] }),
      readHours: hours.default(72).meta({ label: '报表阅批(小时,项目自定)', rules: ['CMP-41', 'CMP-42', 'CMP-43'] }),
      studyDays: days.default(14).meta({ label: '案例分析编写(天,项目自定)', rules: ['CMP-22'] }),
      trainDays: days.default(30).meta({ label: '案例培训(天,项目自定)', rules: ['CMP-22'] }),
      relayMinutes: minutes.default(60).meta({ label: '非当面投诉转告前台(分钟)', rules: ['CMP-16'] }),
      reportUpMinutes: minutes.default(120).meta({ label: '不能当场处理的上报(分钟)', rules: ['CMP-14'] }),
      classifyMinutes: minutes
        .default(30)
        .meta({ label: '登记后分类、派发(分钟,项目自定)', rules: ['CMP-12', 'CMP-33'] }),
      receiptMinutes: minutes.default(30).meta({ label: '联系单视同签收(分钟,项目自定)', rules: ['CMP-18'] }),
      class1Hours: hours.default(4).meta({ label: '一类投诉处理(小时)', rules: ['CMP-18'] }),
      class3Days: days.default(3).meta({ label: '三类投诉处理(天)', rules: ['CMP-18'] }),
      respondWorkingDays: days.default(1).meta({ label: '投诉回应(工作日)', rules: ['CMP-36', 'CMP-39'] }),
      silenceDays: days.default(2).meta({ label: '无回复可直报高层(天)', rules: ['CMP-20'] }),
      atOnceMinutes: minutes.default(60).meta({ label: '“立即”上报(分钟,项目自定)', rules: ['CMP-21'] }),
      feedbackDays: days.default(7).meta({ label: '外部办理的定期反馈(天,项目自定)', rules: ['CMP-35'] }),
      answerHours: hours.default(4).meta({ label: '处理后答复客户(小时,项目自定)', rules: ['CMP-03'] }),
      callBackDays: days.default(3).meta({ label: '投诉回访(天)', rules: ['CMP-27'] }),
      callBackAtOnceMinutes: minutes
        .default(120)
        .meta({ label: '疑难投诉“立即”回访(分钟,项目自定)', rules: ['CMP-27'] }),
      closeHours: hours.default(72).meta({ label: '回访后关闭(小时,项目自定)', rules: ['CMP-37'] }),
      confirmHours: hours.default(24).meta({ label: '确认投诉(小时,项目自定)', rules: ['CMP-49'] }),
      hardWorkingDays: days.default(1).meta({ label: '疑难投诉指定专人(工作日)', rules: ['CMP-32'] }),
      majorWorkingDays: days.default(1).meta({ label: '重大投诉上报(工作日)', rules: ['CMP-45'] }),
      suggestionAssignWorkingDays: days.default(1).meta({ label: '建议安排处理(工作日,项目自定)', rules: ['CMP-46'] }),
      suggestionWorkingDays: days.default(7).meta({ label: '建议落实(工作日,项目自定)', rules: ['CMP-46', 'CMP-48'] }),
      disputeHours: hours.default(4).meta({ label: '邻里纠纷出面(小时,项目自定)', rules: ['CMP-54'] }),
      disputeDays: days.default(7).meta({ label: '邻里纠纷调处和跟踪(天,项目自定)', rules: ['CMP-54'] }),
      measuresWorkingDays: days.default(1).meta({ label: '品质部下发的报措施(工作日)', rules: ['CMP-38'] }),
      pileCases: z
        .int()
        .min(2)
        .max(100)
        .default(5)
        .meta({ label: '集中投诉预警(七天内件数,项目自定)', rules: ['CMP-51'] }),
      pileTimes: z
        .int()
        .min(1)
        .max(20)
        .default(2)
        .meta({ label: '集中投诉预警(周均的倍数,项目自定)', rules: ['CMP-51'] }),
      pileWeeks: z
        .int()
        .min(1)
        .max(52)
        .default(8)
        .meta({ label: '集中投诉预警(周均取前几周,项目自定)', rules: ['CMP-51'] }),
    })
    .prefault({}),
  duty: z
    .strictObject({
      shifts: z
        .array(
          z.strictObject({
            name: z.string().trim().min(1, '请填写班次名称').max(10, '班次名称最多 10 个字'),
            from: timeOfDay,
            /** Not later than `from`: ends on the next day. */
            to: timeOfDay,
          }),
        )
        .max(6, '最多 6 个班次')
        .default([
          { name: '早班', from: '08:00', to: '16:00' },
          { name: '中班', from: '16:00', to: '00:00' },
          { name: '夜班', from: '00:00', to: '08:00' },
        ])
        .meta({ label: '值班班次(项目自定)' }),
      watched: z
        .array(dutyTask)
        .max(dutyTaskNames.length)
        .default([...dutyTaskNames])
        .meta({ label: '全天24小时须有人的值班(项目自定)', rules: ['INT-07'] }),
    })
    .prefault({}),
  delivery: z
    .strictObject({
      emailKinds: z
        .array(noticeKind)
        .max(10)
        .default(['emergency', 'clock', 'chased', 'assigned'])
        .meta({ label: '用邮件告知员工(项目自定)' }),
      smsKinds: z.array(noticeKind).max(10).default(['emergency', 'clock']).meta({ label: '用短信告知员工(项目自定)' }),
      quietFrom: timeOfDay.default('21:00').meta({ label: '免打扰开始(项目自定)' }),
      quietTo: timeOfDay.default('08:00').meta({ label: '免打扰结束(项目自定)' }),
      digest: digest.default('none').meta({ label: '一般提醒的发送(项目自定)' }),
      digestAt: timeOfDay.default('08:30').meta({ label: '每天汇总的时间(项目自定)' }),
      ownerSms: z.boolean().default(true).meta({ label: '用短信告知业主进展(项目自定)' }),
      ownerEmail: z.boolean().default(true).meta({ label: '用邮件告知业主进展(项目自定)' }),
    })
    .prefault({}),
  privacy: z
    .strictObject({
      looksPerHour: z.int().min(1).max(2000).default(120).meta({ label: '每人每小时查看个人信息上限(次,项目自定)' }),
      approvalWaitMinutes: minutes.default(15).meta({ label: '敏感信息查看申请等待批准(分钟,项目自定)' }),
      approvalValidMinutes: minutes.default(10).meta({ label: '批准后可以查看(分钟,项目自定)' }),
      dataRequestDays: days.default(15).meta({ label: '答复个人信息副本或删除申请(天,项目自定)' }),
      copyDays: days.default(7).meta({ label: '个人信息副本可以领取(天,项目自定)' }),
      originalMonths: months.default(6).meta({ label: '办结后保留文字中的号码原文(月,项目自定)' }),
      textMonths: months.default(36).meta({ label: '办结后保留事项文字(月,项目自定)' }),
      signatureMonths: months.default(60).meta({ label: '文字删除后封存签字凭证(月,项目自定)' }),
      leftMonths: months.default(36).meta({ label: '迁出后保留住户资料(月,项目自定)' }),
      noticeMonths: months.default(12).meta({ label: '保留提醒(月,项目自定)' }),
      unusedFileDays: days.default(7).meta({ label: '上传后没有用上的照片保留(天,项目自定)' }),
    })
    .prefault({}),
  prices: z
    .array(
      z.strictObject({
        code: z.string().min(1).max(20),
        name: z.string().min(1).max(60),
        unit: z.string().min(1).max(10),
        amountFen: z.string().regex(/^(0|[1-9]\d{0,8})$/),
        warranty: z.string().max(60).default(''),
      }),
    )
    .max(500)
    .default([])
    .meta({ label: '有偿维修价目表', rules: ['REP-02'] }),
  contractors: z
    .array(z.strictObject({ name: z.string().min(1).max(60), trade: z.string().max(30), phone: z.string().max(20) }))
    .max(200)
    .default([])
    .meta({ label: '外包单位' }),
})

export type Policy = z.infer<typeof policySchema>

/** The policy of a project that has changed nothing yet. */
export const defaultPolicy: Policy = policySchema.parse({})
